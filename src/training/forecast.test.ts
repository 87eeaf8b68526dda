import { expect, test } from 'vitest'
import { forecastWords } from './forecast'
import { words } from './words'

const estimate = { seconds: 240, wrongBy: 1.25, mayEndEarly: false, bytes: 300e6 }

test('a forecast is one figure where like runs were timed, its ends where not, and says what makes it shorter or unknown', () => {
  const told = (changes: Partial<typeof estimate>) => forecastWords({ ...estimate, ...changes }, { ...words.en, locale: 'en' } as never)
  expect(told({})).toBe('About 4 min on this device, about 300 MB of memory.')
  expect(told({ wrongBy: 2 })).toBe('Between 2 min and 8 min on this device, about 300 MB of memory.')
  expect(told({ mayEndEarly: true })).toContain(words.en.train.endsEarly)
  expect(told({ wrongBy: 4 })).toContain(words.en.train.unmeasured)
  expect(told({ wrongBy: 2 })).not.toContain(words.en.train.unmeasured)
})
