/** Getting an engine again after a device was lost. */
import type { EngineLostError, TrainingEngine } from '../../engine/engine'
import { Problem } from '../../protocol'

/** How long is waited before each try, in milliseconds. */
const AFTER_MS = [0, 500, 2000, 5000]

/**
 * A new engine in a lost one's place. A browser whose GPU process has just died gives no adapter for a moment.
 * @throws Problem `device-lost` where none can be had
 */
export async function reopened(
  newEngine: () => Promise<TrainingEngine>,
  lost: EngineLostError,
  afterMs: readonly number[] = AFTER_MS,
): Promise<TrainingEngine> {
  for (const wait of afterMs) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    const engine = await newEngine().catch(() => null) // tried again, and said in the end
    if (engine) return engine
  }
  throw new Problem('device-lost', { detail: lost.message })
}
