import { expect, test } from 'vitest'
import { testStore } from '../testing/testStore'
import { rememberPreferences } from './remember'

const memory = (entries: Record<string, string> = {}) => ({
  entries,
  getItem: (key: string) => entries[key] ?? null,
  setItem: (key: string, value: string) => {
    entries[key] = value
  },
})

test('preferences come back on the next visit', () => {
  const storage = memory()
  const first = testStore()
  rememberPreferences(first, storage)
  first.getState().setLanguage('zh')
  first.getState().setConfig({ backend: 'wasm' })
  const second = testStore()
  rememberPreferences(second, storage)
  expect(second.getState()).toMatchObject({ language: 'zh', config: { backend: 'wasm' } })
})

test('nonsense in the storage, or none, leaves the defaults', () => {
  for (const text of ['{', '[]', '{"language":"xx"}', '{"backend":3}', 'null']) {
    const store = testStore()
    store.getState().setLanguage('en')
    rememberPreferences(store, memory({ 'trainyard.preferences': text }))
    expect(store.getState()).toMatchObject({ language: 'en', config: { backend: 'auto' } })
  }
  const blocked = {
    getItem: () => {
      throw new Error('blocked')
    },
    setItem: () => {
      throw new Error('blocked')
    },
  }
  const store = testStore()
  rememberPreferences(store, blocked)
  store.getState().setLanguage('zh')
  expect(store.getState().language).toBe('zh')
})
