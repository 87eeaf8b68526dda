import { expect, test } from 'vitest'
import { isRepositoryName, suggestedRepository } from './push'

test('names are those that the hub takes', () => {
  for (const name of ['pets', 'ada/pets', 'a', 'Pets-1.0_b', 'x'.repeat(96)]) expect(isRepositoryName(name), name).toBe(true)
  for (const name of [
    '',
    'ada/',
    '/pets',
    'a/b/c',
    'my pets',
    '-pets',
    'pets.',
    'a--b',
    'a..b',
    'pets.git',
    '宠物',
    'x'.repeat(97),
    'https://huggingface.co/ada/pets',
  ])
    expect(isRepositoryName(name), name).toBe(false)
})

test.each([
  [{ dataset: 'pets', run: 'pets 1' }, 'pets-1'],
  [{ dataset: 'Hübsche Katzen (2)', run: '224 px, rate 0.001' }, 'Hubsche-Katzen-2-224-px-rate-0-001'],
  [{ dataset: '宠物', run: '宠物 1' }, 'image-classifier-1'],
  [{ dataset: '', run: '' }, 'image-classifier'],
  [{ dataset: 'x'.repeat(200), run: 'y'.repeat(200) }, `${'x'.repeat(44)}-${'y'.repeat(44)}`],
])('%o is suggested as %s', (from, name) => {
  expect(suggestedRepository(from)).toBe(name)
  expect(isRepositoryName(name)).toBe(true)
})
