/** One tab at a time works at a run: two would write the same files. The browser frees the lock of a tab that crashes or is closed. */
import { Problem, type RunRecord } from '../../protocol'

const nameOf = (id: string): string => `trainyard-run-${id}`

/** A tab that was reloaded may hold its lock a moment longer. */
const LEAVING_MS = 1000

/**
 * Does `work` while no other tab is at the run.
 * @throws Problem `run-elsewhere` where one is
 */
export async function holdingRun<T>({ id, name }: Pick<RunRecord, 'id' | 'name'>, work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
    if (!lock) throw new Problem('run-elsewhere', { run: name })
    return work()
  })
}

/** Does `work` once no tab is at the run. Resolves when it is done, or when a tab holds the run for longer than it takes to leave: then it is done later. */
export async function onceFree(id: string, work: () => Promise<void>): Promise<void> {
  const done = navigator.locks.request(nameOf(id), work)
  const late = new Promise<void>((resolve) => setTimeout(resolve, LEAVING_MS))
  // Its failure then meets nobody: the next start does the same work.
  done.catch(() => {})
  await Promise.race([done, late])
}
