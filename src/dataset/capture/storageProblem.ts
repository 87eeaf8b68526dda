/** A full disk as a problem that a person is told. */
import { Problem } from '../../../workers/protocol'

/** About one picture. */
const NEEDED_BYTES = 40_000

/** Storage that is full as `storage-full`; whatever else was thrown as it is. */
export async function storageProblem(thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof DOMException) || thrown.name !== 'QuotaExceededError') return thrown
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  return new Problem('storage-full', { needed: NEEDED_BYTES, free: Math.max(0, quota - usage) })
}
