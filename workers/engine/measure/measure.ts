/** Measures engines: what "Measure this device" and `npm run bench -- device` both do. */
import { resnet } from '../../model/resnet'
import { forwardMacs, type ModelSpec } from '../../model/spec'
import type { Measured, MeasuredEngine, MeasureProgress } from '../../protocol'
import { EngineLimitError, EngineLostError, type TrainingEngine, type TrainPlan } from '../engine'
import { NARROW_PLAN } from '../webgpu/self-test/cases'
import { narrowOutcome, type Outcome, worst } from '../webgpu/self-test/outcome'
import { beginningParams, noiseBatch, PLAIN_STEP, PRODUCT_SIZE, plainPlan, productNetwork } from './networks'
import { type Looking, median, stepRate, timesOf } from './timing'

export interface MeasureOptions {
  /** How each engine is made, the one that the others are compared with first; each is disposed of. */
  readonly engines: readonly (() => Promise<TrainingEngine>)[]
  /** What is measured on: "Chrome/156". */
  readonly environment: string
  readonly signal: AbortSignal
  readonly onProgress?: (progress: MeasureProgress) => void
  readonly breathe?: () => Promise<void>
  readonly now?: () => number
  /** Sides of pictures. */
  readonly sizes?: readonly number[]
  /** No figure is begun after so long, in milliseconds. */
  readonly budgetMs?: number
}

/** By itself it ends after so long. */
const BUDGET_MS = 6 * 60_000
/** Pictures of a step: what fills a graphics card, and what a processor does in seconds. */
const [BATCH, SMALL_BATCH] = [32, 8]
/** As inferena has it. */
const PASS = { batch: 4, imageSize: 224, classes: 1000 } as const
const SAME_LOSS = 1e-3

interface Figures {
  rates: Measured['rates']
  ceilings: Measured['ceilings']
  parity: Measured['parity']
  passes: Measured['passes']
}

/** Stopped, or out of time, it resolves with what is known; a figure whose plan an engine cannot hold is passed over, and all that follow of one whose memory ran out. Rejects with whatever else fails of an engine. */
export async function measureEngines(options: MeasureOptions): Promise<Measured> {
  const { engines, environment, signal, onProgress, sizes = [64, 128, 224], budgetMs = BUDGET_MS, now = () => performance.now() } = options
  const looking: Looking = { signal, now, breathe: options.breathe ?? (async () => {}) }
  const known: Figures = { rates: [], ceilings: [], parity: [], passes: [] }
  const date = new Date().toISOString()
  const result = (isWhole: boolean): Measured => ({ date, environment, ...known, isWhole })
  const begun = now()
  const each = 3 + 2 * sizes.length
  let [done, passedOver] = [0, false]
  /** What the first engine says: null where it was passed over. */
  const first: { outcome: Outcome | null; loss: number | null } = { outcome: null, loss: null }
  for (const make of engines) {
    const isFirst = make === engines[0]
    const engine = await make()
    try {
      const who: MeasuredEngine = { backend: engine.info.backend, device: engine.info.device }
      const batch = engine.info.software ? SMALL_BATCH : BATCH
      const rate = (imageSize: number, learns: 'head' | 'everything') => async () => {
        const measured = await rateOf(engine, plainPlan(imageSize, batch, learns === 'head' ? 5 : 0), looking)
        known.rates = [...known.rates, { ...who, imageSize, learns, batch, ...measured }]
      }
      const figures: readonly (() => Promise<void>)[] = [
        async () => {
          const outcome = await narrowOutcome(engine)
          if (isFirst) first.outcome = outcome
          else if (!first.outcome) return
          const { error, tolerance } = worst(first.outcome, outcome, NARROW_PLAN)
          known.parity = [...known.parity, { ...who, error, isRight: error < tolerance }]
        },
        async () => {
          known.ceilings = [...known.ceilings, { ...who, gflops: await ceilingOf(engine, batch, looking) }]
        },
        ...sizes.flatMap((size) => [rate(size, 'head'), rate(size, 'everything')]),
        async () => {
          const pass = await passOf(engine, looking)
          if (isFirst) first.loss = pass.loss
          const right = first.loss
          const isRight = right === null ? null : Math.abs(pass.loss - right) <= SAME_LOSS * Math.abs(right)
          known.passes = [...known.passes, { ...who, ...pass, isRight }]
        },
      ]
      for (const figure of figures) {
        if (signal.aborted || now() - begun >= budgetMs) return result(false)
        try {
          await figure()
        } catch (error) {
          const isOver = error instanceof EngineLostError && error.reason === 'out-of-memory'
          if (!isOver && !(error instanceof EngineLimitError)) throw error
          passedOver = true
          if (isOver) break
        }
        onProgress?.({ share: ++done / (each * engines.length), measured: result(false) })
      }
    } catch (error) {
      if (signal.aborted) return result(false)
      throw error
    } finally {
      await engine.dispose()
    }
  }
  return result(!passedOver)
}

async function load(engine: TrainingEngine, spec: ModelSpec, plan: TrainPlan, { signal }: Looking): Promise<void> {
  await engine.tune?.(spec, [plan], { signal, onProgress: () => {} })
  signal.throwIfAborted()
  await engine.load(spec, beginningParams(spec), plan)
}

async function rateOf(engine: TrainingEngine, plan: TrainPlan, looking: Looking): Promise<{ imagesPerSecond: number; gflops: number }> {
  const spec = resnet(18, { classes: 2 })
  await load(engine, spec, plan, looking)
  const steps = await stepRate(engine, noiseBatch(plan.batch, plan.imageSize, spec.classes), PLAIN_STEP, looking)
  const imagesPerSecond = steps * plan.batch
  const passes = plan.frozenBlocks > 0 ? 1 : 3
  return { imagesPerSecond, gflops: (imagesPerSecond * passes * 2 * forwardMacs(spec, plan.imageSize)) / 1e9 }
}

async function ceilingOf(engine: TrainingEngine, batch: number, looking: Looking): Promise<number> {
  const spec = productNetwork()
  await load(engine, spec, plainPlan(PRODUCT_SIZE, batch, spec.blocks.length), looking)
  const input = noiseBatch(batch, PRODUCT_SIZE, spec.classes)
  const ms = Math.min(...(await timesOf(() => engine.features(input), looking)))
  return (batch * 2 * forwardMacs(spec, PRODUCT_SIZE)) / ms / 1e6
}

async function passOf(engine: TrainingEngine, looking: Looking): Promise<{ inferenceMs: number; trainingMs: number; loss: number }> {
  const { batch, imageSize, classes } = PASS
  const spec = resnet(50, { classes })
  await load(engine, spec, plainPlan(imageSize, batch), looking)
  const input = noiseBatch(batch, imageSize, classes)
  // The gradients alone, as inferena asks for them: no update, so that each step has the same loss.
  let loss = Number.NaN
  const step = async () => {
    loss = (await engine.step(input, { ...PLAIN_STEP, update: false }).result).loss
  }
  const trainingMs = median(await timesOf(step, looking))
  const inferenceMs = median(await timesOf(() => engine.evaluate(input), looking))
  return { inferenceMs, trainingMs, loss }
}
