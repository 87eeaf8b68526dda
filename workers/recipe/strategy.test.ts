import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../protocol/options'
import {
  blockUpdates,
  frozenBlocks,
  learnsApart,
  onlyHeadLearns,
  rateShares,
  trainingPasses,
  unfreezingOf,
  usesFeatureCache,
} from './strategy'

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

test('what is frozen, what a picture costs and what can be kept follow from the blocks that learn', () => {
  const gradual = { ...config, unfreezeAt: '2,4' } as const
  expect([1, 2, 3, 4, 99].map((epoch) => frozenBlocks(gradual, epoch))).toEqual([5, 4, 4, 3, 3])
  expect([1, 2, 4].map((epoch) => trainingPasses(gradual, epoch))).toEqual([1, 1.4, 1.8])
  const [head, full] = [{ ...config, strategy: 'feature-extraction' } as const, { ...config, strategy: 'full' } as const]
  expect([frozenBlocks(head, 9), trainingPasses(head, 9), usesFeatureCache(head), onlyHeadLearns(head), learnsApart(head)]).toEqual([
    ...[5, 1, true, true, false],
  ])
  expect([frozenBlocks(full, 1), trainingPasses(full, 1), usesFeatureCache(full), onlyHeadLearns(full), learnsApart(full)]).toEqual([
    ...[0, 3, false, false, false],
  ])
  expect(usesFeatureCache({ ...head, cachedViews: 0 })).toBe(false)
  expect([usesFeatureCache(gradual), onlyHeadLearns({ ...gradual, epochs: 1 }), onlyHeadLearns(gradual), learnsApart(gradual)]).toEqual([
    ...[false, true, false, true],
  ])
})
