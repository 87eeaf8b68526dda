import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../workers/protocol'
import { NO_RUN } from '../run/runView'
import { drawnSides, learnsFrom, mapWords, normWords, stagesOf, trainedConfig } from './networkView'
import { words } from './words'

test('feature extraction lights the head, full fine-tuning everything', () => {
  expect(learnsFrom(DEFAULT_CONFIG)).toEqual({ stem: null, layer1: null, layer2: null, layer3: null, layer4: null, fc: 1 })
  expect(Object.values(learnsFrom({ ...DEFAULT_CONFIG, strategy: 'full' }))).toEqual([1, 1, 1, 1, 1, 1])
})

test('gradual unfreezing goes from the head downwards, as far as the epochs reach', () => {
  const config = { ...DEFAULT_CONFIG, strategy: 'gradual', unfreezeEvery: 2, epochs: 7 } as const
  expect(learnsFrom(config)).toEqual({ stem: null, layer1: null, layer2: 7, layer3: 5, layer4: 3, fc: 1 })
})

test('chosen epochs light the blocks when they come, and what is not named never', () => {
  const config = { ...DEFAULT_CONFIG, strategy: 'gradual', unfreezeAt: '2,2,6', epochs: 5 } as const
  expect(learnsFrom(config)).toEqual({ stem: null, layer1: null, layer2: null, layer3: 2, layer4: 2, fc: 1 })
  expect(stagesOf(config).map(({ first, last }) => [first, last])).toEqual([
    [1, 1],
    [2, 5],
  ])
})

test('the stages of gradual unfreezing fill the run without a gap', () => {
  const config = { ...DEFAULT_CONFIG, strategy: 'gradual', unfreezeEvery: 2, epochs: 5 } as const
  expect(stagesOf(config)).toEqual([
    { first: 1, last: 2, learning: ['fc'] },
    { first: 3, last: 4, learning: ['layer4', 'fc'] },
    { first: 5, last: 5, learning: ['layer3', 'layer4', 'fc'] },
  ])
  expect(stagesOf({ ...config, strategy: 'full' })).toHaveLength(1)
})

test('a block is drawn by its share of the work and by how much of the picture its map still has, whatever its shape', () => {
  expect(drawnSides({ share: 0.1, shape: [56, 56, 64] }, 0.4, 224)).toEqual({ width: 0.25, height: 0.25 })
  expect(drawnSides({ share: 0.4, shape: [1, 1, 2] }, 0.4, 224)).toMatchObject({ width: 1 })
  expect(drawnSides({ share: 0, shape: [] }, 0, 224)).toMatchObject({ width: 0 })
  expect(
    [
      [56, 56, 64],
      [197, 192],
      [1, 197, 192],
      [1, 1, 512],
    ].map(mapWords),
  ).toEqual(['56 × 56 × 64', '197 × 192', '197 × 192', null])
})

test('what is drawn is the network of the weights, whatever the recipe says, and during a run that of the run', () => {
  const now = { run: NO_RUN, config: DEFAULT_CONFIG, weights: { depth: 'efficientnet_b0', attention: 'none' } } as const
  expect(Object.keys(learnsFrom(trainedConfig(now)))).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'classifier'])
  expect(trainedConfig({ ...now, weights: null })).toEqual(DEFAULT_CONFIG)
  const run = { ...NO_RUN, status: 'running', config: { ...DEFAULT_CONFIG, depth: '34' } } as const
  expect(trainedConfig({ ...now, run }).depth).toBe('34')
  expect(trainedConfig({ ...now, run: { ...run, status: 'finished' } }).depth).toBe('efficientnet_b0')
})

test('frozen blocks are spoken of where some are frozen, whatever layers normalise', () => {
  for (const language of ['en', 'zh'] as const) {
    const { train } = words[language]
    for (const depth of ['18', 'deit_tiny_patch16_224'] as const) {
      const said = (changes: Partial<typeof DEFAULT_CONFIG>) => normWords(train, { ...DEFAULT_CONFIG, depth, ...changes })
      const about = language === 'en' ? /Frozen blocks/ : /冻结/
      expect(said({ strategy: 'full' })).not.toMatch(about)
      expect(said({ strategy: 'feature-extraction' })).toMatch(about)
      expect(said({ strategy: 'gradual', unfreezeEvery: 1, epochs: 9 })).toMatch(about)
      expect(said({ strategy: 'full' })).toContain(depth === '18' ? 'BatchNorm' : 'LayerNorm')
    }
  }
})
