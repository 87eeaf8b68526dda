/** Whether a plan fits into a memory, and what would. */
import type { ModelSpec } from '../../model/spec'
import { EngineLimitError, type TrainPlan } from '../engine'
import { type NetworkPlan, planNetwork } from './plan/network'

const PAGE = 65536
/** wasm32 addresses 4 GiB; the last page is left, so that no address behind an array's end is 0. */
const MOST_BYTES = 65535 * PAGE

/** @throws EngineLimitError where WebAssembly cannot address what the plan needs */
export function checkPlan(spec: ModelSpec, train: TrainPlan, threads: number, { bytes }: NetworkPlan): void {
  if (bytes > MOST_BYTES) throw limit(spec, train, threads, bytes, MOST_BYTES, (needed) => needed <= MOST_BYTES)
}

/**
 * A memory for the plan; where there is none beside what is held, `release` is called and it is tried once more.
 * @throws EngineLimitError where the device gives no such memory
 */
export function allocate(
  spec: ModelSpec,
  train: TrainPlan,
  threads: number,
  { bytes }: NetworkPlan,
  shared: boolean,
  release: () => void,
): WebAssembly.Memory {
  const beside = memoryOf(bytes, shared)
  if (beside) return beside
  release()
  const alone = memoryOf(bytes, shared)
  if (alone) return alone
  throw limit(spec, train, threads, bytes, null, (needed) => memoryOf(needed, shared) !== null)
}

/** Null where the device does not give so much. */
function memoryOf(bytes: number, shared: boolean): WebAssembly.Memory | null {
  const pages = Math.ceil(bytes / PAGE) + 1
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function limit(
  spec: ModelSpec,
  train: TrainPlan,
  threads: number,
  needed: number,
  given: number | null,
  fits: (bytes: number) => boolean,
): EngineLimitError {
  const { batch, imageSize } = train
  const suggestedBatch = largestBatch(batch, (smaller) => fits(planNetwork(spec, { ...train, batch: smaller }, threads).bytes))
  const gib = (value: number) => `${(value / 2 ** 30).toFixed(1)} GiB`
  return new EngineLimitError(
    `Training at ${imageSize} pixels with ${batch} pictures a step needs ${gib(needed)}; ` +
      `${given === null ? 'this device does not give WebAssembly so much' : `WebAssembly has ${gib(given)}`}. ` +
      (suggestedBatch ? `Use a batch of ${suggestedBatch} or fewer, or smaller pictures.` : 'Use smaller pictures or freeze the backbone.'),
    { batch, imageSize, needed, given, suggestedBatch },
  )
}

/** The largest batch below `batch` that fits; null where not even one picture does. */
function largestBatch(batch: number, fits: (batch: number) => boolean): number | null {
  let [good, bad] = [0, batch]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good || null
}
