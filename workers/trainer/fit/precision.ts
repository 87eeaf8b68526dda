/** Whether a run computes in mixed precision: as it began, as was asked, or as is faster on this device. */
import type { Precision, TrainingEngine, TrainPlan } from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'
import type { RunConfig, RunNote } from '../../protocol'
import { hyperFor } from './plan'

/** Milliseconds of a step in each. */
export type StepTimes = Readonly<Record<Precision, number>>

/** Where times are kept from run to run; a key names the device and what it computed. */
export interface KeptTimes {
  read(key: string): Promise<StepTimes | undefined>
  write(key: string, times: StepTimes): Promise<void>
}

export interface PrecisionAsked {
  readonly config: RunConfig
  readonly engine: TrainingEngine
  readonly spec: ModelSpec
  readonly params: ParamMap
  /** The plan of the most that learns in the run. */
  readonly plan: TrainPlan
  /** What a run that goes on began in. */
  readonly began?: Precision | undefined
  readonly kept?: KeptTimes | undefined
  /** A clock in milliseconds. */
  readonly now: () => number
}

/** @returns the precision, and what the log says of it; null where there is nothing to say */
export async function choosePrecision(asked: PrecisionAsked): Promise<{ readonly precision: Precision; readonly note: RunNote | null }> {
  const { config, engine, began, spec, plan } = asked
  if (config.precision === 'f32') return { precision: 'f32', note: null }
  if (engine.info.mixes) await engine.prove?.(spec, { ...plan, precision: 'mixed' })
  if (!engine.info.mixes) return { precision: 'f32', note: { code: 'no-mixed-precision' } }
  if (began) return { precision: began, note: null }
  if (config.precision === 'mixed') return { precision: 'mixed', note: { code: 'mixed-precision' } }
  const times = await timesOf(asked)
  return { precision: times.mixed < times.f32 ? 'mixed' : 'f32', note: { code: 'precision-timed', ...times } }
}

/** Kept or measured. What cannot be kept is measured again by the next run. */
async function timesOf(asked: PrecisionAsked): Promise<StepTimes> {
  const { engine, spec, plan, kept } = asked
  const { device, kernels = '' } = engine.info
  const key = [device, kernels, spec.arch, plan.imageSize, plan.batch, plan.frozenBlocks].join('|')
  const before = await kept?.read(key).catch(() => undefined)
  if (before) return before
  const times = { f32: await stepTime(asked, 'f32'), mixed: await stepTime(asked, 'mixed') }
  await kept?.write(key, times).catch(() => undefined)
  return times
}

/** So many steps are timed of each, or as many as fit this time in milliseconds; after one that is not. */
const [STEPS, LIMIT_MS] = [5, 3000]

/** Of the quickest step: the others were held up. Speed does not depend on what is in the pictures. */
async function stepTime({ config, engine, spec, params, plan, now }: PrecisionAsked, precision: Precision): Promise<number> {
  await engine.load(spec, params, { ...plan, precision })
  const { batch: n, imageSize, softLabels } = plan
  const { classes } = spec
  const batch = {
    n,
    input: { kind: 'pixels' as const, pixels: Uint8Array.from({ length: n * imageSize ** 2 * 3 }, (_, i) => (i * 31) & 255) },
    labels: Int32Array.from({ length: n }, (_, i) => i % classes),
    ...(softLabels ? { targets: new Float32Array(n * classes).fill(1 / classes) } : {}),
    counter: 0,
  }
  const micro = { update: 0, updatesPerEpoch: 1, share: 1, first: true, last: true }
  const hyper = hyperFor(config, { learningRate: 0, momentum: null }, micro)
  await engine.step(batch, hyper).result
  const began = now()
  let least = Number.POSITIVE_INFINITY
  for (let step = 0; step < STEPS && (step === 0 || now() - began < LIMIT_MS); step++) {
    const from = now()
    await engine.step(batch, hyper).result
    least = Math.min(least, now() - from)
  }
  return least
}
