import { afterEach, expect, test, vi } from 'vitest'
import { memoryTexts } from '../testing/memoryTexts'
import { testStore } from '../testing/testStore'
import { rememberPreferences } from './remember'

afterEach(() => vi.unstubAllGlobals())

test('preferences come back on the next visit', () => {
  vi.stubGlobal('localStorage', memoryTexts())
  const first = testStore()
  rememberPreferences(first)
  first.getState().setLanguage('zh')
  first.getState().setConfig({ backend: 'wasm' })
  first.getState().setRunColumns(['status', 'rate'])
  first.getState().rememberStart('starter')
  const second = testStore()
  rememberPreferences(second)
  expect(second.getState()).toMatchObject({ language: 'zh', start: 'starter', config: { backend: 'wasm' }, runColumns: ['rate', 'status'] })
})

test('nonsense in the storage, or none, leaves the defaults', () => {
  for (const text of ['{', '[]', '{"language":"xx"}', '{"backend":3}', '{"runColumns":3}', 'null']) {
    const store = testStore()
    store.getState().setLanguage('en')
    vi.stubGlobal('localStorage', memoryTexts({ 'trainyard.preferences': text }))
    rememberPreferences(store)
    expect(store.getState()).toMatchObject({ language: 'en', config: { backend: 'auto' } })
  }
})

test('where a mere look at the storage throws, preferences last for the visit', () => {
  vi.stubGlobal('localStorage', undefined)
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('access is denied for this document', 'SecurityError')
    },
  })
  const store = testStore()
  rememberPreferences(store)
  store.getState().setLanguage('zh')
  expect(store.getState().language).toBe('zh')
})

test('a recipe that is to stay as it is does so after a reload', () => {
  vi.stubGlobal('localStorage', memoryTexts())
  const first = testStore()
  rememberPreferences(first)
  first.getState().takeFitBack()
  first.getState().takeConfig({ ...first.getState().config, epochs: 7 })
  const second = testStore()
  rememberPreferences(second)
  expect(second.getState()).toMatchObject({ fitMode: 'taken-back', isAsGiven: true })
  void second.getState().fitFromNowOn()
  second.getState().resetConfig()
  const third = testStore()
  rememberPreferences(third)
  expect(third.getState(), 'until the person lets it follow again').toMatchObject({ fitMode: 'off', isAsGiven: false })
})
