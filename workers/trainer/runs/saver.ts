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
  /** Aborted when the run is over: nobody is told then of what the disk was slow to take. */
  readonly over: AbortSignal
}

/** What the log says of a failure to keep something of a run. */
export async function noteOf(error: unknown): Promise<RunNote> {
  const { code, values } = problemOf(isQuota(error) ? await storageFull(0) : error)
  if (code === 'storage-full') return { code, ...values }
  if (code === 'no-storage') return { code, why: values.why }
  return { code: 'checkpoint-failed', detail: 'detail' in values ? String(values.detail) : code }
}

const isSilence = (note: RunNote): boolean => note.code === 'no-storage' && note.why === 'silent'
const savedNote = ({ clock }: Snapshot): RunNote => ({ code: 'checkpoint-saved', epoch: clock.epoch, step: clock.batch })

/**
 * Never rejects. What was saved before stays; what is in memory goes on. While one snapshot is still being written no other is begun. That this
 * browser keeps nothing is said once. A full disk makes the run stand still right here, once, whatever phase it is in; when it goes on, the snapshot
 * is tried again. A disk that did not answer is waited for no more: it is said once that nothing is saved, later snapshots are tried beside the
 * run, and the first that is saved after all is said too.
 */
export function saver({ save, control, onEvent, patienceMs, over }: SaverOptions): (snapshot: Snapshot) => Promise<void> {
  let saidNone = false
  let writing = false
  let silent = false
  let stoodStill = false

  const written = async (snapshot: Snapshot): Promise<RunNote> => {
    writing = true
    const note = await save(snapshot).then(() => savedNote(snapshot), noteOf)
    writing = false
    silent = isSilence(note)
    // Should it stop keeping again, that is news.
    if (note.code === 'checkpoint-saved') saidNone = false
    return note
  }

  const tell = (note: RunNote): void => {
    const none = note.code === 'no-storage'
    if (over.aborted || (none && saidNone)) return
    saidNone ||= none
    onEvent({ type: 'note', note })
  }

  /** @returns what became of it; null where it is written beside the run */
  const tried = async (snapshot: Snapshot): Promise<RunNote | null> => {
    const writes = written(snapshot)
    if (silent) {
      void writes.then(tell)
      return null
    }
    try {
      const note = await within(patienceMs, writes)
      tell(note)
      return note
    } catch (error) {
      silent = true
      tell(await noteOf(error))
      void writes.then(tell)
      return null
    }
  }

  return async (snapshot) => {
    if (writing) return
    const note = await tried(snapshot)
    if (note?.code !== 'storage-full' || stoodStill) return
    stoodStill = true
    control.pause()
    await control.rest()
    if (!control.stopped) await tried(snapshot)
  }
}
