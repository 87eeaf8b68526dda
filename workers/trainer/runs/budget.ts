/** How much room runs may take in this browser, and what goes first when they need more. */
import { runSizes, sweepRunFiles } from './files'
import { filesOf, runRecords } from './records'

/** Runs take at most this share of what the browser allows the page, and at most so many bytes. */
const SHARE_OF_QUOTA = 0.25
const MOST_BYTES = 4e9

/** Bytes that runs take now, and may take at most. */
export async function runsSpace(): Promise<{ bytes: number; budget: number }> {
  const [{ quota }, sizes] = await Promise.all([navigator.storage.estimate(), runSizes()])
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  return { bytes, budget: quota === undefined ? MOST_BYTES : Math.min(MOST_BYTES, quota * SHARE_OF_QUOTA) }
}

/**
 * Makes room for `needed` bytes more: drops the checkpoints of finished runs, the oldest run first, until everything is within the budget. Their
 * best weights stay; only a continuation elsewhere (the PyTorch project) then begins with a fresh optimizer.
 *
 * @param own the run that needs the room: it keeps its own
 */
export async function makeRoom(own: string, needed: number): Promise<void> {
  const { bytes, budget } = await runsSpace()
  let excess = bytes + needed - budget
  if (excess <= 0) return
  for (const { id, status, checkpoints } of (await runRecords.all()).reverse()) {
    if (id === own || status !== 'finished' || checkpoints.length === 0) continue
    const before = (await runSizes()).get(id) ?? 0
    const kept = await runRecords.change(id, (now) => ({ ...now, checkpoints: [] }))
    if (kept) await sweepRunFiles(id, filesOf(kept))
    excess -= before - ((await runSizes()).get(id) ?? 0)
    if (excess <= 0) return
  }
}
