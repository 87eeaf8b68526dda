/** Which precision a run computes in, and what its log says of that. */
import { expect, it } from 'vitest'
import type { EngineInfo, TrainPlan } from '../../engine/engine'
import { resnet } from '../../model/resnet'
import type { RunConfig } from '../../protocol'
import { TOY_CONFIG, TOY_START } from '../testing/timedRun'
import { ToyEngine } from '../testing/toyEngine'
import { planFor } from './plan'
import { choosePrecision, type PrecisionAsked, type StepTimes } from './precision'

/** Whose steps take so many milliseconds of a clock of its own. */
class Timed extends ToyEngine {
  override readonly info: EngineInfo
  clock = 0
  steps = 0
  constructor(
    private readonly ms: StepTimes,
    mixes = true,
  ) {
    super()
    this.info = { backend: 'webgpu', device: 'toy', software: false, features: [], mixes }
  }
  override step(...args: Parameters<ToyEngine['step']>) {
    const { precision = 'f32' } = this.plans.at(-1) as TrainPlan
    this.clock += this.ms[precision]
    this.steps++
    return super.step(...args)
  }
}

const asked = (engine: Timed, precision: RunConfig['precision'], over: Partial<PrecisionAsked> = {}): PrecisionAsked => {
  const config = { ...TOY_CONFIG, precision, imageSize: 32 }
  const spec = resnet(18, { classes: 2, width: 8 })
  return { config, engine, spec, params: TOY_START.params, plan: planFor(config, 1, [1, 1]), now: () => engine.clock, ...over }
}
const QUICK = { f32: 20, mixed: 10 }

it('is what was asked, and what a run began in', async () => {
  const engine = new Timed(QUICK)
  expect(await choosePrecision(asked(engine, 'f32'))).toEqual({ precision: 'f32', note: null })
  expect(await choosePrecision(asked(engine, 'mixed'))).toEqual({ precision: 'mixed', note: { code: 'mixed-precision' } })
  for (const began of ['f32', 'mixed'] as const)
    expect(await choosePrecision(asked(engine, 'auto', { began }))).toEqual({ precision: began, note: null })
  expect(engine.steps).toBe(0)
})

it('is f32 on a device that has no other, which is said', async () => {
  for (const precision of ['mixed', 'auto'] as const)
    expect(await choosePrecision(asked(new Timed(QUICK, false), precision, { began: 'mixed' }))).toEqual({
      ...{ precision: 'f32', note: { code: 'no-mixed-precision' } },
    })
})

it('is timed once, within seconds, and remembered with the device and the network', async () => {
  const rows = new Map<string, StepTimes>()
  const kept = { read: async (key: string) => rows.get(key), write: async (key: string, times: StepTimes) => void rows.set(key, times) }
  const engine = new Timed(QUICK)
  for (const _ of [1, 2])
    expect(await choosePrecision(asked(engine, 'auto', { kept }))).toEqual({
      precision: 'mixed',
      note: { code: 'precision-timed', ...QUICK },
    })
  expect(engine.steps).toBe(12)
  expect([...rows.keys()]).toEqual(['toy||resnet18|32|4|0'])
  const slow = new Timed({ f32: 4000, mixed: 5000 })
  expect(await choosePrecision(asked(slow, 'auto'))).toMatchObject({ precision: 'f32' })
  expect(slow.steps).toBe(4)
})
