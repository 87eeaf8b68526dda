/** Takes the snapshots of a run to storage without ever standing in its way: a full disk pauses it, anything else is noted and the run goes on. */
import { type Listener, type Problem, problemOf, type RunEvent } from '../../protocol'
import type { RunControl } from '../fit/control'
import type { Snapshot } from '../fit/fit'

export interface SaverOptions {
  readonly save: (snapshot: Snapshot) => Promise<void>
  /** The problem to tell where `save` found the disk full; null for any other failure. */
  readonly fullDisk: (error: unknown) => Promise<Problem<'storage-full'> | null>
  readonly control: RunControl
  readonly onEvent: Listener<RunEvent>
  /** How long the run waits for one snapshot to be written, in milliseconds. */
  readonly patienceMs: number
}

const LATE = Symbol('late')

/**
 * Never rejects. What was saved before stays; what is in memory goes on. While one snapshot is still being written no other is begun.
 * A full disk makes the run stand still right here, once, whatever phase it is in; when it goes on, the snapshot is tried again.
 */
export function saver({ save, fullDisk, control, onEvent, patienceMs }: SaverOptions): (snapshot: Snapshot) => Promise<void> {
  let told = false
  let stuck = false
  const note = (text: Extract<RunEvent, { type: 'note' }>['note']) => onEvent({ type: 'note', note: text })

  /** @returns whether the disk was full */
  const tried = async (snapshot: Snapshot): Promise<boolean> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      const late = new Promise<typeof LATE>((resolve) => {
        timer = setTimeout(() => resolve(LATE), patienceMs)
      })
      const saving = save(snapshot)
      if ((await Promise.race([saving, late])) === LATE) {
        stuck = true
        const over = () => {
          stuck = false
        }
        saving.then(over, over)
        note({ code: 'checkpoint-failed', detail: `no answer for ${patienceMs / 1000} s` })
        return false
      }
      note({ code: 'checkpoint-saved', epoch: snapshot.clock.epoch, step: snapshot.clock.batch })
      return false
    } catch (error) {
      const full = await fullDisk(error)
      if (full) {
        note({ code: 'storage-full', ...full.values })
        return true
      }
      const { values } = problemOf(error)
      note({ code: 'checkpoint-failed', detail: 'detail' in values ? String(values.detail) : problemOf(error).code })
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  return async (snapshot) => {
    if (stuck || !(await tried(snapshot)) || told) return
    told = true
    control.pause()
    await control.rest()
    if (!control.stopped) await tried(snapshot)
  }
}
