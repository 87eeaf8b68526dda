/** Times what an engine does again and again, for long enough to believe it. */
import type { Batch, StepHandle, StepHyper, TrainingEngine } from '../engine'

/** Each figure is looked at for so long, in milliseconds, and at least twice. */
const LOOK_MS = 1500
const FEWEST = 2
/** Where the first call took so long, one that follows is enough: a graphics card in software takes minutes for what a real one does in moments. */
const SLOW_MS = 10_000
/** Steps whose results may be outstanding, as in a run. */
const IN_FLIGHT = 3

export interface Looking {
  readonly signal: AbortSignal
  /** Lets messages in between two steps of an engine that blocks its thread. */
  readonly breathe: () => Promise<void>
  readonly now: () => number
}

/** Milliseconds of each of the calls of `work` after a first that warms up. @throws the signal's reason when aborted */
export async function timesOf(work: () => Promise<unknown>, { signal, breathe, now }: Looking): Promise<number[]> {
  const first = now()
  await work()
  const times: number[] = []
  const begun = now()
  const fewest = begun - first > SLOW_MS ? 1 : FEWEST
  while (times.length < fewest || now() - begun < LOOK_MS) {
    await breathe()
    signal.throwIfAborted()
    const from = now()
    await work()
    times.push(now() - from)
  }
  return times
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

/** Steps a second, several in flight, after a first that warms up. @throws the signal's reason when aborted */
export async function stepRate(engine: TrainingEngine, batch: Batch, hyper: StepHyper, { signal, breathe, now }: Looking): Promise<number> {
  await engine.step(batch, hyper).result
  const pending: StepHandle[] = []
  let steps = 0
  const begun = now()
  while (steps < FEWEST || now() - begun < LOOK_MS) {
    await breathe()
    signal.throwIfAborted()
    pending.push(engine.step(batch, { ...hyper, step: hyper.step + ++steps }))
    if (pending.length >= IN_FLIGHT) await pending.shift()!.result
  }
  for (const { result } of pending) await result
  return steps / ((now() - begun) / 1000)
}
