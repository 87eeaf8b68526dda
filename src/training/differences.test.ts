import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../workers/protocol'
import { numbersOf } from '../ui/numbers'
import { differencesOf } from './differences'
import { words } from './words'

test('each difference from the run that is shown says what it was and what it is', () => {
  const text = { ...words.en, numbers: numbersOf('en'), locale: 'en' }
  const before = { config: { ...DEFAULT_CONFIG, epochs: 8, head: 'linear' }, weights: 'Trainyard starter' } as const
  const now = { config: { ...DEFAULT_CONFIG, epochs: 10, head: 'article' }, weights: 'ImageNet' } as const
  const said = differencesOf({ options: ['epochs', 'head'], otherWeights: true }, before, now, text, ({ en }) => en)
  const alike = differencesOf({ options: [], otherWeights: true }, before, { ...now, weights: null }, text, ({ en }) => en)
  expect(alike, 'what is not chosen yet has no name').toEqual(['What it starts from'])
  expect(said).toEqual(['Epochs 8 → 10', expect.stringMatching(/^Head \S.* → \S/), 'What it starts from Trainyard starter → ImageNet'])
})
