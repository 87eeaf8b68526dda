import { expect, test } from 'vitest'
import type { WeightsInfo } from '../../workers/protocol'
import { DEFAULT_CONFIG } from '../../workers/protocol/options'
import { followedLines, followedValues } from './followModel'

const MODEL = { classes: ['cat', 'dog'], head: DEFAULT_CONFIG.head }
const weights = (model: WeightsInfo['model']): WeightsInfo => ({
  ...{
    name: 'pets.onnx',
    bundled: false,
    depth: '18',
    attention: 'none',
    bestSize: 96,
    sha256: '00',
    verified: null,
    kept: null,
    licence: '',
  },
  model,
})

test('a run that goes on with a model learns as gently as on the page, unless a rate was given', () => {
  const recipe = { config: { ...DEFAULT_CONFIG, learningRate: 1e-3 }, weights: weights(MODEL) }
  const values = followedValues(recipe, { epochs: 3 })
  expect(values).toEqual({ learningRate: 3e-4 })
  expect(followedLines(values)).toEqual([expect.stringContaining('--lr 0.0003')])
  expect(followedValues(recipe, { learningRate: 1e-3 })).toEqual({})
})

test('all of an untrained network learns, unless a strategy was given', () => {
  const recipe = { config: DEFAULT_CONFIG, weights: { ...weights(null), isUntrained: true } as const }
  expect(followedLines(followedValues(recipe, {}))).toEqual([expect.stringContaining('--strategy full')])
  expect(followedValues(recipe, { strategy: 'feature-extraction' })).toEqual({})
})

test('weights without a model change nothing', () => {
  expect(followedValues({ config: DEFAULT_CONFIG, weights: weights(null) }, {})).toEqual({})
  expect(followedValues({ config: DEFAULT_CONFIG, weights: null }, {})).toEqual({})
})
