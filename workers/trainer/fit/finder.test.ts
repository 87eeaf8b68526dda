import { expect, it } from 'vitest'
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
