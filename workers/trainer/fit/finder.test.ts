import { expect, it } from 'vitest'
import { EngineLostError } from '../../engine/engine'
import { resnet } from '../../model/resnet'
import { DEFAULT_CONFIG, type SweepPoint } from '../../protocol'
import { toyBatches } from '../testing/toyBatches'
import { ToyEngine } from '../testing/toyEngine'
import { RunControl } from './control'
import { suggestLearningRate, sweepLearningRate } from './finder'

const curve = (loss: (log10: number) => number): SweepPoint[] =>
  Array.from({ length: 61 }, (_, i) => {
    const log = -6 + i / 10
    return { learningRate: 10 ** log, loss: loss(log), smoothed: loss(log) }
  })

it('suggests the steepest descent, below a tenth of the lowest point', () => {
  const logistic = curve((log) => 1 / (1 + Math.exp(4 * (log + 3))) + (log > -1.5 ? 10 * (log + 1.5) : 0))
  const suggestion = suggestLearningRate(logistic)!
  expect(Math.log10(suggestion)).toBeGreaterThan(-3.3)
  expect(Math.log10(suggestion)).toBeLessThan(-2.4)
})
it('suggests nothing where the loss only rises', () => expect(suggestLearningRate(curve((log) => log))).toBeNull())
it('sweeps a hundred rates from 1e-6 to 1 over as many epochs as that takes', async () => {
  const seen: SweepPoint[] = []
  const sweep = await sweepLearningRate({
    config: { ...DEFAULT_CONFIG, batchSize: 4 },
    spec: resnet(18, { classes: 2 }),
    params: new Map([['w', { shape: [1], data: Float32Array.of(0) }]]),
    engine: new ToyEngine(),
    batches: toyBatches(22, 4, 1),
    control: new RunControl(),
    onPoint: (point) => seen.push(point),
  })
  expect(sweep.points).toEqual(seen)
  expect(seen).toHaveLength(100)
  expect(seen[0]!.learningRate).toBeCloseTo(1e-6, 12)
  expect(seen.at(-1)!.learningRate).toBeCloseTo(1, 9)
})

const sweeping = (over: Partial<Parameters<typeof sweepLearningRate>[0]>) =>
  sweepLearningRate({
    config: { ...DEFAULT_CONFIG, batchSize: 4 },
    spec: resnet(18, { classes: 2 }),
    params: new Map([['w', { shape: [1], data: Float32Array.of(0) }]]),
    engine: new ToyEngine(),
    batches: toyBatches(22, 4, 1),
    control: new RunControl(),
    onPoint: () => {},
    ...over,
  })
it('ends where there is nothing to try the rates on', async () => {
  expect(await sweeping({ batches: toyBatches(0, 4, 1) })).toEqual({ points: [], suggestion: null })
})
it('stands still when told to, and ends when stopped while it does', async () => {
  const told: string[] = []
  const control: RunControl = new RunControl((standing) => {
    told.push(standing)
    if (standing === 'paused') setTimeout(() => control.stop())
  })
  let points = 0
  const sweep = await sweeping({ control, onPoint: () => ++points === 3 && control.pause() })
  expect(sweep.points).toHaveLength(3)
  expect(told).toEqual(['pausing', 'paused', 'going'])
})
it('tells of its device as a run does', async () => {
  class Full extends ToyEngine {
    override step(): never {
      throw new EngineLostError('full', 'out-of-memory')
    }
  }
  await expect(sweeping({ engine: new Full() })).rejects.toMatchObject({ code: 'out-of-memory', values: { batch: 4 } })
  await expect(sweeping({ engine: new ToyEngine(2) })).rejects.toMatchObject({ code: 'device-lost' })
})
