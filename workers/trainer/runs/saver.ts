/** Takes the snapshots of a run to storage without ever standing in its way: a full disk pauses it, anything else is noted and the run goes on. */
import { type Listener, problemOf, type RunEvent, type RunNote } from '../../protocol'
import { isQuota, storageFull } from '../../storage/browser'
import { within } from '../../storage/patience'
import type { RunControl } from '../fit/control'
import type { Snapshot } from '../fit/fit'

export interface SaverOptions {
  readonly save: (snapshot: Snapshot) => Promise<void>
  readonly control: RunControl
  readonly onEvent: Listener<RunEvent>
  /** How long the run waits for one snapshot to be written, in milliseconds. */
  readonly patienceMs: number
}

/** What the log says of a failure to keep something of a run. */
export async function noteOf(error: unknown): Promise<RunNote> {
  const { code, values } = problemOf(isQuota(error) ? await storageFull(0) : error)
  if (code === 'storage-full') return { code, ...values }
  if (code === 'no-storage' && values.why !== 'silent') return { code, why: values.why }
  return { code: 'checkpoint-failed', detail: 'detail' in values ? String(values.detail) : code }
}

/**
 * Never rejects. What was saved before stays; what is in memory goes on. While one snapshot is still being written no other is begun. That this
 * browser keeps nothing is said once. A full disk makes the run stand still right here, once, whatever phase it is in; when it goes on, the snapshot
 * is tried again.
 */
export function saver({ save, control, onEvent, patienceMs }: SaverOptions): (snapshot: Snapshot) => Promise<void> {
  const told = new Set<RunNote['code']>()
  let stuck = false

  /** @returns whether the disk was full for the first time */
  const tried = async (snapshot: Snapshot): Promise<boolean> => {
    stuck = true
    const saving = save(snapshot)
    const free = () => {
      stuck = false
    }
    saving.then(free, free)
    let note: RunNote
    try {
      await within(patienceMs, saving)
      note = { code: 'checkpoint-saved', epoch: snapshot.clock.epoch, step: snapshot.clock.batch }
    } catch (error) {
      note = await noteOf(error)
    }
    const first = !told.has(note.code)
    told.add(note.code)
    if (note.code !== 'no-storage' || first) onEvent({ type: 'note', note })
    return note.code === 'storage-full' && first
  }

  return async (snapshot) => {
    if (stuck || !(await tried(snapshot))) return
    control.pause()
    await control.rest()
    if (!control.stopped) await tried(snapshot)
  }
}
