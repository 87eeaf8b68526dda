/** How much room runs may take in this browser, and what goes first when they need more. */
import { problemOf, type RunsSpace } from '../../protocol'
import { space } from '../../storage/browser'
import { runSizes, sweepRunFiles } from './files'
import { filesOf, runRecords } from './records'

/** Runs take at most this share of what the browser allows the page, and at most so many bytes. */
const SHARE_OF_QUOTA = 0.25
const MOST_BYTES = 4e9

/** What the page hears of the room for runs: what stands in the way of keeping any, where something does. Never rejects. */
export async function runsSpace(): Promise<RunsSpace> {
  const { fault } = await runRecords.allKnown()
  try {
    const { bytes, budget, sizes } = await spaceNow()
    return { bytes, budget, byRun: Object.fromEntries(sizes), problem: fault && problemOf(fault.error) }
  } catch (error) {
    return { bytes: 0, budget: 0, byRun: {}, problem: problemOf(fault ? fault.error : error) }
  }
}

/** @throws Problem `no-storage` where there are no files */
async function spaceNow(): Promise<{ bytes: number; budget: number; sizes: ReadonlyMap<string, number> }> {
  const [{ quota }, sizes] = await Promise.all([space(), runSizes()])
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  return { bytes, budget: quota === null ? MOST_BYTES : Math.min(MOST_BYTES, quota * SHARE_OF_QUOTA), sizes }
}

/** Removes what a finished run needs only to be trained on; nothing of a run whose best weights are not kept, which would be lost with it. */
export async function dropCheckpoints(id: string): Promise<void> {
  const kept = await runRecords.change(id, (now) => (now.status === 'finished' && now.bestFile ? { ...now, checkpoints: [] } : now))
  if (kept) await sweepRunFiles(id, filesOf(kept))
}

/**
 * Makes room for `needed` bytes more: drops the checkpoints of finished runs, the oldest run first, until everything is within the budget. Their
 * best weights stay; only a continuation elsewhere (the PyTorch project) then begins with a fresh optimizer. Never rejects: whether there is
 * room shows when it is written to.
 *
 * @param own the run that needs the room: it keeps its own
 */
export async function makeRoom(own: string, needed: number): Promise<void> {
  try {
    await dropOldest(own, needed)
  } catch (error) {
    console.warn('no room could be made for a run', error)
  }
}

async function dropOldest(own: string, needed: number): Promise<void> {
  const { bytes, budget } = await spaceNow()
  let excess = bytes + needed - budget
  if (excess <= 0) return
  for (const { id, status, checkpoints } of (await runRecords.all()).reverse()) {
    if (id === own || status !== 'finished' || checkpoints.length === 0) continue
    try {
      const before = (await runSizes()).get(id) ?? 0
      await dropCheckpoints(id)
      excess -= before - ((await runSizes()).get(id) ?? 0)
    } catch (error) {
      console.warn(`run ${id} keeps its room`, error)
    }
    if (excess <= 0) return
  }
}
