import { expect, it } from 'vitest'
import { en } from '../model/words/en'
import { zh } from '../model/words/zh'
import { wordsFor } from './words'

const studio = { en, zh }

it('speaks the first of the browser’s languages that it knows', () => {
  const localeFor = (...languages: string[]) => wordsFor(languages).locale
  expect(localeFor('zh-TW', 'en')).toBe('zh-CN')
  expect(localeFor('de', 'zh', 'en')).toBe('zh-CN')
  expect(localeFor('en-GB', 'zh')).toBe('en')
  expect(localeFor('fr', 'enm')).toBe('en')
  expect(localeFor()).toBe('en')
})

it('says "none of these" in the studio’s words', () => {
  for (const [language, { noneOfNote }] of Object.entries(studio)) {
    const { noneOf, card } = wordsFor([language])
    expect(noneOf.says).toBe(noneOfNote.says)
    expect(card.tells).toContain(noneOfNote.says)
  }
})

it('keeps names in their own direction within its sentences', () => {
  expect(wordsFor(['en']).answer('a.jpg', 'كلب', '90%')).toBe('a.jpg: \u2068كلب\u2069, 90%')
})
