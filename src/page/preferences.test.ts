import { expect, test } from 'vitest'
import { preferredLanguage } from './preferences'

test('the first language that the page has is taken, by its main tag', () => {
  expect(preferredLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh')
  expect(preferredLanguage(['en-GB', 'zh-CN'])).toBe('en')
  expect(preferredLanguage(['fr', 'de'])).toBe('en')
  expect(preferredLanguage([])).toBe('en')
})
