import { expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, type RunConfig } from '../../workers/protocol'
import { testStore } from '../testing/testStore'
import { candidates, FEW_MINUTES, fitTo } from './fitting'

/** A device that takes so many seconds for a view of every picture at 224 px. */
const device = (secondsAt224: number) => async (config: RunConfig) => ({
  seconds: secondsAt224 * Math.max(1, config.cachedViews) * (config.imageSize / 224) ** 2,
  wrongBy: 1.25,
  bytes: 1,
})

test('the weights’ own size where there is time, then fewer views, then smaller pictures', async () => {
  expect((await fitTo(224, DEFAULT_CONFIG, device(10))).values).toEqual({ imageSize: 224, cachedViews: 4 })
  expect((await fitTo(224, DEFAULT_CONFIG, device(100))).values).toEqual({ imageSize: 224, cachedViews: 2 })
  expect((await fitTo(224, DEFAULT_CONFIG, device(250))).values).toEqual({ imageSize: 224, cachedViews: 1 })
  expect(await fitTo(224, DEFAULT_CONFIG, device(400))).toEqual({
    values: { imageSize: 176, cachedViews: 1 },
    best: { imageSize: 224, seconds: 1600 },
  })
  expect((await fitTo(224, DEFAULT_CONFIG, device(1e6))).values, 'the quickest, where none is quick').toEqual({
    imageSize: 80,
    cachedViews: 1,
  })
})

test('sizes are ones that the form takes, and nothing is taken away where no features are kept', () => {
  for (const { imageSize } of candidates(96, DEFAULT_CONFIG)) expect(imageSize % 16).toBe(0)
  expect(candidates(96, { ...DEFAULT_CONFIG, strategy: 'full' })).toEqual([{ imageSize: 96, cachedViews: DEFAULT_CONFIG.cachedViews }])
  expect(FEW_MINUTES).toBe(300)
})

test('what a device is too slow for is suggested smaller, says why, and yields to what the person set', async () => {
  const store = testStore({ 'training.estimate': device(400) })
  await store.getState().refreshWeights()
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  await store.getState().takeWeights(new File(['x'], 'imagenet.safetensors'))
  await vi.waitFor(() => expect(store.getState().fitted).toMatchObject({ values: { imageSize: 176, cachedViews: 1 } }))
  expect(store.getState().config).toMatchObject({ imageSize: 176, cachedViews: 1 })
  store.getState().setConfig({ imageSize: 224 })
  await store.getState().fitRecipe()
  expect(store.getState().config).toMatchObject({ imageSize: 224, cachedViews: 1 })
})

test('where there is no forecast the recipe stays as it is, and nobody is told of what they did not ask for', async () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {})
  const store = testStore({ 'training.estimate': () => Promise.reject(new Error('the worker went')) })
  await store.getState().refreshWeights()
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  await store.getState().fitRecipe()
  expect(said).toHaveBeenCalled()
  said.mockRestore()
  expect(store.getState()).toMatchObject({ problems: [], fitted: null, config: { imageSize: 96 } })
})
