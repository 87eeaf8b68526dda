/** The learning-rate range test (Smith 2015, as fast.ai has it): rising rates on a copy of the network until the loss runs away. */
import type { TrainingEngine } from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'
import type { RunConfig, Sweep, SweepPoint } from '../../protocol'
import type { BatchSource, LoadedBatch } from './batches'
import type { RunControl, Stream } from './control'
import { saidForPerson } from './engineFaults'
import { batchFor, hyperFor, planFor } from './plan'
import { Unreadable } from './unreadable'

const FROM = 1e-6
const TO = 1
const STEPS = 100
/** fast.ai's smoothing and its multiple of the lowest loss at which the sweep ends. */
const SMOOTHING = 0.98
const RUNAWAY = 4

/**
 * The rate where the smoothed loss falls fastest over the logarithm of the rate, no more than a tenth of the rate of the lowest loss.
 * The noisy first tenth and the run-away end are left out.
 */
export function suggestLearningRate(points: readonly SweepPoint[]): number | null {
  const first = Math.floor(points.length / 10)
  let lowest = first
  for (let i = first; i < points.length; i++) if (points[i]!.smoothed < points[lowest]!.smoothed) lowest = i
  let steepest: { slope: number; rate: number } | null = null
  for (let i = first + 1; i <= lowest; i++) {
    const [before, after] = [points[i - 1]!, points[i]!]
    const slope = (after.smoothed - before.smoothed) / Math.log(after.learningRate / before.learningRate)
    if (slope < 0 && (!steepest || slope < steepest.slope)) steepest = { slope, rate: after.learningRate }
  }
  return steepest ? Math.min(steepest.rate, points[lowest]!.learningRate / 10) : null
}

export interface SweepOptions {
  readonly config: RunConfig
  readonly spec: ModelSpec
  readonly params: ParamMap
  readonly engine: TrainingEngine
  readonly batches: BatchSource
  readonly control: RunControl
  readonly onPoint: (point: SweepPoint) => void
}

/** Epoch after epoch of batches, for sweeps longer than an epoch; ends where an epoch has none. */
const endless = (batches: BatchSource): Stream<LoadedBatch> =>
  async function* (signal) {
    for (let epoch = 1, any = true; any; epoch++) {
      any = false
      for await (const batch of batches.train(epoch, 0)(signal)) {
        any = true
        yield batch
      }
    }
  }

/**
 * Sweeps; ends early when the loss runs away or the person stops it. The engine is left with a spoilt network: load it anew.
 * @throws Problem `device-too-small`, `out-of-memory`, `device-lost`, `decode-failures`
 */
export async function sweepLearningRate(options: SweepOptions): Promise<Sweep> {
  return saidForPerson(options.config, () => sweep(options))
}

async function sweep({ config, spec, params, engine, batches, control, onPoint }: SweepOptions): Promise<Sweep> {
  const plan = planFor(config, 1, batches.trainCounts)
  await engine.load(spec, params, plan)
  const failures = new Unreadable(
    batches.trainCount + batches.valCount,
    (id) => batches.pathOf(id),
    () => {},
  )
  await batches.prepare?.({ engine, control, onProgress: () => {}, onFailed: (split, ids) => failures.take(split, ids) })
  const points: SweepPoint[] = []
  const updatesPerEpoch = batches.batchesPerEpoch
  let average = 0
  let lowest = Number.POSITIVE_INFINITY
  for await (const batch of control.each(endless(batches))) {
    failures.take('train', batch.failed)
    const i = points.length
    const learningRate = FROM * (TO / FROM) ** (i / (STEPS - 1))
    const { loss } = await engine.step(
      batchFor(config, batch, i, spec.classes, plan.imageSize),
      hyperFor(config, { learningRate, momentum: null }, { update: i, updatesPerEpoch, share: 1, first: true, last: true }),
    ).result
    average = SMOOTHING * average + (1 - SMOOTHING) * loss
    const smoothed = average / (1 - SMOOTHING ** (i + 1))
    lowest = Math.min(lowest, smoothed)
    if (!Number.isFinite(loss) || smoothed > RUNAWAY * lowest) break
    const point = { learningRate, loss, smoothed }
    points.push(point)
    onPoint(point)
    if (points.length === STEPS) break
  }
  return { points, suggestion: suggestLearningRate(points) }
}
