import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '../../workers/protocol'
import { fakeRun } from '../testing/fakeTrainer'
import { testStore } from '../testing/testStore'
import { MOST } from './givenSlice'

const files = (count: number, from = 0) => Array.from({ length: count }, (_, i) => new File([`${from + i}`], `${from + i}.jpg`))
const model = { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId: 'run-1', better: null, temperature: 1, noneOf: null }

afterEach(() => vi.restoreAllMocks())

test('all are answered, whatever is looked at meanwhile', async () => {
  const store = testStore()
  store.getState().addPictures(files(7))
  await vi.waitFor(() => expect(store.getState().givenPictures.every(({ probabilities }) => probabilities !== null)).toBe(true))
  expect(store.getState().givenPictures.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `${i}.jpg`))
})

test('what finds no room is said, what was there stays, and every address is freed', () => {
  const made = vi.spyOn(URL, 'createObjectURL')
  const freed = vi.spyOn(URL, 'revokeObjectURL')
  const store = testStore()
  store.getState().addPictures(files(600))
  expect(store.getState().givenRefused).toBe(0)
  store.getState().addPictures(files(600, 600))
  expect(store.getState().givenPictures).toHaveLength(MOST)
  expect(store.getState().givenRefused).toBe(200)
  expect(store.getState().givenPictures.filter(({ name }) => Number.parseInt(name, 10) < 600)).toHaveLength(600)
  store.getState().clearPictures()
  expect(store.getState()).toMatchObject({ givenPictures: [], givenRefused: 0 })
  expect(made).toHaveBeenCalledTimes(MOST)
  expect(freed).toHaveBeenCalledTimes(MOST)
})

test('pictures given while a run is on wait for its end, without an error', async () => {
  let end: () => void = () => {}
  let busy = true
  const asked: boolean[] = []
  const store = testStore({
    'training.train': (config) =>
      new Promise((resolve) => {
        end = () => {
          busy = false
          resolve(fakeRun(config).summary)
        }
      }),
    'answers.predict': () => {
      asked.push(busy)
      return busy
        ? Promise.reject(new Problem('busy', {}))
        : Promise.resolve({ probabilities: [0.2, 0.8], similarity: null, milliseconds: 1 })
    },
  })
  expect(await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })).toBe(true)
  const run = store.getState().train()
  store.getState().addPictures(files(2))
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(store.getState().givenPictures.map(({ probabilities, problem }) => probabilities ?? problem)).toEqual([null, null])
  end()
  await run
  await vi.waitFor(() => expect(store.getState().givenPictures.map(({ probabilities }) => probabilities?.[1])).toEqual([0.8, 0.8]), 3000)
  expect(asked.length).toBeGreaterThanOrEqual(2)
})

test('a run that begins between the look and the question is waited for as well', async () => {
  let refusals = 1
  const store = testStore({
    'answers.predict': () =>
      refusals-- > 0
        ? Promise.reject(new Problem('busy', {}))
        : Promise.resolve({ probabilities: [1, 0], similarity: null, milliseconds: 1 }),
  })
  store.getState().addPictures(files(1))
  await vi.waitFor(() => expect(store.getState().givenPictures[0]?.probabilities).toEqual([1, 0]), 3000)
  expect(store.getState().givenPictures[0]?.problem).toBeNull()
})

test('another model is asked anew', async () => {
  let current = { ...model }
  const store = testStore({
    'answers.model': () => Promise.resolve(current),
    'answers.predict': () =>
      Promise.resolve({ probabilities: current.runId === 'run-1' ? [1, 0] : [0, 1], similarity: null, milliseconds: 1 }),
  })
  await store.getState().refreshModel()
  store.getState().addPictures(files(2))
  await vi.waitFor(() => expect(store.getState().givenPictures[1]?.probabilities).toEqual([1, 0]))
  current = { ...model, runId: 'run-2' }
  await store.getState().refreshModel()
  store.getState().refreshPictures()
  await vi.waitFor(() => expect(store.getState().givenPictures.map(({ probabilities }) => probabilities?.[1])).toEqual([1, 1]))
})
