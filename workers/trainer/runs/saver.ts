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

const saysSilence = (note: RunNote): boolean => note.code === 'no-storage' && note.why === 'silent'
const savedNote = ({ clock }: Snapshot): RunNote => ({ code: 'checkpoint-saved', epoch: clock.epoch, step: clock.batch })

/** So long a run that is over waits for a disk that fell silent to take its last snapshot, and so often that is tried, in milliseconds. */
const LAST_MS = 10_000
const AGAIN_MS = 1000

export interface Saver {
  readonly save: (snapshot: Snapshot) => Promise<void>
  /** For a run that is over: resolves when its last snapshot is written, or cannot be; a disk that does not answer is given some seconds more. */
  readonly settled: () => Promise<void>
}

/**
 * Never rejects. What was saved before stays; what is in memory goes on. While one snapshot is still being written no other is begun. That this
 * browser keeps nothing is said once. A full disk makes the run stand still right here, once, whatever phase it is in; when it goes on, the snapshot
 * is tried again. A disk that did not answer is waited for no more: it is said once that nothing is saved, later snapshots are tried beside the
 * run, and the first that is saved after all is said too.
 */
export function saver({ save, control, onEvent, patienceMs, over }: SaverOptions): Saver {
  let saidNone = false
  let writing: Promise<unknown> | null = null
  /** The last one, where the disk has not answered for it. */
  let unsaved: Snapshot | null = null
  let silent = false
  let stoodStill = false

  const written = async (snapshot: Snapshot): Promise<RunNote> => {
    const note = await save(snapshot).then(() => savedNote(snapshot), noteOf)
    writing = null
    silent = saysSilence(note)
    if (unsaved === snapshot && !silent) unsaved = null
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
    writing = writes
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

  return {
    async save(snapshot) {
      unsaved = snapshot
      if (writing) return
      const note = await tried(snapshot)
      if (note?.code !== 'storage-full' || stoodStill) return
      stoodStill = true
      control.pause()
      await control.rest()
      if (!control.stopped) await tried(snapshot)
    },
    async settled() {
      let left = false
      const last = async () => {
        await writing
        while (unsaved && !left) {
          tell(await written(unsaved))
          if (unsaved) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
        }
      }
      // That nothing is saved was said before.
      await within(LAST_MS, last()).catch(() => {
        left = true
      })
    },
  }
}
