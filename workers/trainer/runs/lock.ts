/** One tab at a time works at a run: two would write the same files. The browser frees the lock of a tab that crashes or is closed. */
import { Problem, type RunRecord } from '../../protocol'
import { inTurn, withLock } from '../../storage/browser'

const nameOf = (id: string): string => `trainyard-run-${id}`

/** A tab that was reloaded may hold its lock a moment longer. */
const LEAVING_MS = 1000

/**
 * Does `work` while no other tab is at the run.
 * @throws Problem `run-elsewhere` where one is
 */
export async function holdingRun<T>({ id, name }: Pick<RunRecord, 'id' | 'name'>, work: () => Promise<T>): Promise<T> {
  return withLock(nameOf(id), (had) => {
    if (!had) throw new Problem('run-elsewhere', { run: name })
    return work()
  })
}

/** Does `work` as the only one at a run that is still to be: with this id, or with a new one where `taken` says so or another is at a run of that id. */
export async function holdingNew<T>(id: string, taken: (id: string) => Promise<boolean>, work: (id: string) => Promise<T>): Promise<T> {
  const own = await withLock(nameOf(id), async (had) => (had && !(await taken(id)) ? { made: await work(id) } : null))
  if (own) return own.made
  // The lock of the run that is there already is free by now: a copy of it is no work at it.
  const other = crypto.randomUUID()
  return withLock(nameOf(other), () => work(other))
}

/** Does `work` if no tab is at the run, this one included; nothing where one is. */
export async function ifFree(id: string, work: () => Promise<void>): Promise<void> {
  await withLock(nameOf(id), async (had) => {
    if (had) await work()
  })
}

/** Does `work` once no tab is at the run. Resolves when it is done, or when a tab holds the run for longer than it takes to leave: then it is done later. */
export const onceFree = (id: string, work: () => Promise<void>): Promise<void> => inTurn(nameOf(id), work, LEAVING_MS)
