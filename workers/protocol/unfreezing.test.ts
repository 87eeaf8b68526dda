import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from './options'
import { blockUpdates, rateShares, unfreezingOf } from './unfreezing'

const config = { ...DEFAULT_CONFIG, strategy: 'gradual', learningRate: 1e-2, blockDecay: 0.5 } as const

test('blocks begin at even intervals unless their epochs were chosen', () => {
  expect(unfreezingOf({ ...config, unfreezeEvery: 2 })).toEqual({ fc: 1, layer4: 3, layer3: 5, layer2: 7, layer1: 9, stem: 11 })
  expect(unfreezingOf({ ...config, unfreezeAt: '1,4' })).toEqual({ fc: 1, layer4: 1, layer3: 4, layer2: null, layer1: null, stem: null })
  expect(unfreezingOf({ ...config, strategy: 'full', unfreezeAt: '3' }).layer4).toBe(1)
})

test('each block learns at a share of the one above unless its rate was chosen; what is below follows the last chosen', () => {
  expect(rateShares(config)).toEqual({ fc: 1, layer4: 0.5, layer3: 0.25, layer2: 0.125, layer1: 0.0625, stem: 0.03125 })
  const chosen = rateShares({ ...config, blockRates: '2e-2,1e-3' })
  expect(chosen).toMatchObject({ fc: 1, layer4: 2 })
  expect(chosen.layer3).toBeCloseTo(0.1, 12)
  expect(chosen.stem).toBeCloseTo(0.0125, 12)
  expect(rateShares({ ...config, strategy: 'full', blockRates: '2e-2' }).layer4).toBe(1)
})

test("a block's updates are those since it began to learn", () => {
  expect(blockUpdates({ ...config, unfreezeAt: '2,4' }, 23, 10)).toEqual({ fc: 23, layer4: 13, layer3: 0, layer2: 0, layer1: 0, stem: 0 })
})
