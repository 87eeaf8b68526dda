import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type RunConfig } from '../../protocol'
import { runNameOf } from './naming'

const STARTER = { name: 'Starter', sha256: '00', licence: 'MIT' }
const run = (changes: Partial<RunConfig> = {}, weights = STARTER) => ({
  config: { ...DEFAULT_CONFIG, ...changes },
  weights,
  dataset: { fingerprint: '00', name: 'pets' },
  number: 3,
})
const named = (changes: Partial<RunConfig>, language: 'en' | 'zh' = 'en', weights = STARTER) =>
  runNameOf(run(changes, weights), run(), language)

test('the first run of its pictures has their name, a later one says what differs from the one before', () => {
  expect(runNameOf(run({ imageSize: 224 }), undefined, 'en')).toBe('pets 3')
  expect(named({ learningRate: 0.01, imageSize: 224 })).toBe('pets 3: 224 px, rate 0.01')
  expect(named({ learningRate: 0.01, imageSize: 224 }, 'zh')).toBe('pets 3: 224 像素, 学习率 0.01')
  expect(named({ epochs: 1 })).toBe('pets 3: 1 epoch')
  expect(named({})).toBe('pets 3: same settings')
})

test('other weights come first, what is less telling is counted, and what is not in force is no difference', () => {
  const other = { name: `ResNet34 ${'x'.repeat(500)}`, sha256: '01', licence: '' }
  const name = named({ strategy: 'full', epochs: 3, batchSize: 8, depth: '34', learningRate: 1e-4 }, 'en', other)
  expect(name).toMatch(/^pets 3: ResNet34 x+…, The whole network learns, rate 0\.0001, \+2$/)
  expect(name.length).toBeLessThan(120)
  // The decay of averages of weights is only in force with them; momentum not with Adam.
  expect(named({ momentum: 0.5 })).toBe('pets 3: same settings')
})
