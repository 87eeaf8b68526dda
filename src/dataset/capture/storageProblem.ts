/** A full disk as a problem that a person is told. */
import { isQuota, storageFull } from '../../../workers/storage/browser'

/** About one picture. */
const NEEDED_BYTES = 40_000

/** Storage that is full as `storage-full`; whatever else was thrown as it is. */
export const storageProblem = async (thrown: unknown): Promise<unknown> => (isQuota(thrown) ? storageFull(NEEDED_BYTES) : thrown)
