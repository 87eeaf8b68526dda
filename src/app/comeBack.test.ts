import { afterEach, expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, type RunSummary } from '../../workers/protocol'
import { changesFrom, presetOf } from '../recipe/recipeSlice'
import { memoryTexts } from '../testing/memoryTexts'
import { testStore } from '../testing/testStore'
import { askBeforeLeaving, rememberRecipe, stayAwake } from './comeBack'

afterEach(() => vi.unstubAllGlobals())

test('the recipe comes back on the next visit: what the person set, and nothing that followed something else', () => {
  vi.stubGlobal('localStorage', memoryTexts())
  const first = testStore()
  rememberRecipe(first)
  first.getState().suggestConfig({ imageSize: 224 })
  first.getState().setConfig({ epochs: 3, backend: 'wasm' })
  const second = testStore()
  rememberRecipe(second)
  expect(second.getState().config).toEqual({ ...DEFAULT_CONFIG, epochs: 3 })
  second.getState().resetConfig()
  const third = testStore()
  rememberRecipe(third)
  expect(third.getState().config).toEqual(DEFAULT_CONFIG)
})

test('a preset that comes back is the preset, without a list of changes', () => {
  vi.stubGlobal('localStorage', memoryTexts())
  const first = testStore()
  rememberRecipe(first)
  first.getState().takePreset('best')
  const second = testStore()
  rememberRecipe(second)
  expect(presetOf(second.getState().config)).toBe('best')
  expect(changesFrom(second.getState())).toEqual([])
  second.getState().setConfig({ batchSize: 8 })
  expect(changesFrom(second.getState())).toEqual(['batchSize'])
  // What was fitted to weights and device is found out anew.
  first.getState().fitConfig({ learningRate: 3e-4, epochs: 4 })
  const third = testStore()
  rememberRecipe(third)
  expect(presetOf(third.getState().config)).toBe('best')
})

test('nonsense where the recipe was leaves the defaults, and what is good of it is taken', () => {
  for (const text of ['{', '[1]', 'null', '"x"', '{"epochs":-3,"nonsense":1}']) {
    vi.stubGlobal('localStorage', memoryTexts({ 'trainyard.recipe': text }))
    const store = testStore()
    rememberRecipe(store)
    expect(store.getState().config).toEqual(DEFAULT_CONFIG)
  }
  vi.stubGlobal('localStorage', memoryTexts({ 'trainyard.recipe': '{"epochs":-3,"batchSize":8}' }))
  const store = testStore()
  rememberRecipe(store)
  expect(store.getState().config).toEqual({ ...DEFAULT_CONFIG, batchSize: 8 })
})

test('while a run is on, and only then, the browser asks before the page goes', async () => {
  let end: (summary: RunSummary) => void = () => {}
  const store = testStore({
    'training.train': () =>
      new Promise((yes) => {
        end = yes
      }),
  })
  const page = new EventTarget()
  askBeforeLeaving(page as Window, store)
  const asked = () => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(asked()).toBe(false)
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  const running = store.getState().train()
  await vi.waitFor(() => expect(store.getState().run.status).toBe('starting'))
  expect(asked()).toBe(true)
  await vi.waitFor(() => {
    end({ bestEpoch: 1, best: {}, epochs: [], imagesPerSecond: 1, seconds: 1 } as unknown as RunSummary)
    expect(store.getState().run.status).toBe('finished')
  })
  await running
  expect(asked()).toBe(false)
})

test('the machine is kept awake from the start of a run to its end', async () => {
  const asked: string[] = []
  const lock = { released: false, release: async () => void asked.push('given back') }
  const wakeLock = {
    async request() {
      asked.push('taken')
      return lock
    },
  }
  const store = testStore()
  stayAwake({ navigator: { wakeLock }, document: { visibilityState: 'visible', addEventListener: () => {} } }, store)
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  expect(asked).toEqual([])
  await store.getState().train()
  await vi.waitFor(() => expect(asked).toEqual(['taken', 'given back']))
})
