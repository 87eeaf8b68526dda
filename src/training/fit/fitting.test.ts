import { expect, test, vi } from 'vitest'
import { DEFAULT_CONFIG, presetConfig, type RunConfig } from '../../../workers/protocol'
import { usesFeatureCache } from '../../../workers/recipe/strategy'
import { changesFrom, presetOf } from '../../recipe/recipeSlice'
import { fakeSummary } from '../../testing/fakeTrainer'
import { testStore } from '../../testing/testStore'
import { type Asked, FEW_MINUTES, fitTo, QUARTER_HOUR } from './fitting'

/** A device that takes so many seconds for a pass of every picture at 224 px. */
const device = (secondsAt224: number) => async (config: RunConfig) => ({
  seconds:
    secondsAt224 *
    (usesFeatureCache(config) ? Math.min(config.cachedViews, config.epochs) : 3 * config.epochs) *
    (config.imageSize / 224) ** 2,
  wrongBy: 1.25,
  mayEndEarly: false,
  bytes: 1,
})
const IMAGENET = { bundled: false, bestSize: 224, model: null }
const STARTER = { bundled: true, bestSize: 96, model: null }
const fitted = (changes: Partial<Asked>) =>
  fitTo({
    config: { ...DEFAULT_CONFIG, imageSize: 224 },
    weights: IMAGENET,
    pictures: 2000,
    byHand: new Set(),
    estimate: device(10),
    ...changes,
  })

test('where there is time nothing is fitted; else fewer views are kept, and then pictures are smaller', async () => {
  expect((await fitted({})).values).toEqual({})
  expect((await fitted({ estimate: device(100) })).values).toEqual({ cachedViews: 2 })
  expect((await fitted({ estimate: device(250) })).values).toEqual({ cachedViews: 1 })
  const slow = await fitted({ estimate: device(400) })
  expect(slow).toMatchObject({ values: { cachedViews: 1, imageSize: 192 }, reasons: { imageSize: 'time' }, isEnough: true })
  expect([slow.before.seconds, slow.after.seconds > FEW_MINUTES]).toEqual([1600, false])
  expect(await fitted({ estimate: device(1e5) }), 'the quickest, and it says that it is long').toMatchObject({
    values: { cachedViews: 1, imageSize: 128 },
    isEnough: false,
  })
})

test('what was set by hand stays, and the rest makes up for it', async () => {
  expect((await fitted({ estimate: device(400), byHand: new Set(['cachedViews']) })).values).toEqual({ imageSize: 128 })
  expect((await fitted({ estimate: device(400), byHand: new Set(['imageSize']) })).values).toEqual({ cachedViews: 1 })
  expect((await fitted({ estimate: device(400), byHand: new Set(['imageSize', 'cachedViews']) })).values).toEqual({})
})

test('a trained head is moved gently too, where the recipe’s is of its kind', async () => {
  const weights = { ...IMAGENET, model: { classes: ['cat', 'dog'], head: 'article' } } as const
  expect(await fitted({ weights })).toMatchObject({ values: { learningRate: 3e-4 }, reasons: { learningRate: 'weights' } })
  expect((await fitted({ weights, config: { ...DEFAULT_CONFIG, imageSize: 224, head: 'linear' } })).values).toEqual({})
})

test('all of a network that has learnt nothing learns, at the recipe’s own rate, and has a quarter of an hour', async () => {
  const weights = { ...IMAGENET, isUntrained: true } as const
  expect(await fitted({ weights, estimate: device(20) })).toMatchObject({
    values: { strategy: 'full' },
    reasons: { strategy: 'untrained' },
    isEnough: true,
  })
  expect((await fitted({ weights, byHand: new Set(['strategy']) })).values).toEqual({})
})

test('the whole network is moved gently from ImageNet’s weights, and has a quarter of an hour', async () => {
  const config = presetConfig('best', { ...DEFAULT_CONFIG, imageSize: 224 })
  expect(await fitted({ config })).toMatchObject({
    values: { learningRate: 3e-4, epochs: 4 },
    reasons: { learningRate: 'weights', epochs: 'weights' },
  })
  expect((await fitted({ config, weights: STARTER })).values).toEqual({})
  const slow = await fitted({ config, estimate: device(100) })
  expect(slow.values).toEqual({ learningRate: 3e-4, epochs: 4, imageSize: 192 })
  expect(slow.after.seconds).toBeLessThanOrEqual(QUARTER_HOUR)
})

test('few pictures come in smaller batches', async () => {
  expect((await fitted({ pictures: 200 })).values).toEqual({ batchSize: 16 })
  expect(await fitted({ pictures: 40 })).toMatchObject({ values: { batchSize: 8 }, reasons: { batchSize: 'pictures' } })
  expect((await fitted({ pictures: 40, config: { ...DEFAULT_CONFIG, batchSize: 4 } })).values, 'never larger').toEqual({})
})

/** A store with pictures and ImageNet's weights, on a device that is slow. */
async function opened(calls: Parameters<typeof testStore>[0] = {}) {
  const estimate = vi.fn(device(100))
  const store = testStore({ 'training.estimate': estimate, 'dataset.open': async () => ({ ...fakeSummary, fingerprint: '01' }), ...calls })
  await store.getState().refreshWeights()
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  return { store, estimate, state: store.getState }
}
const imagenet = new File(['x'], 'imagenet.safetensors')
/** 160 pictures in the fake. */
const FITTED = { cachedViews: 2, batchSize: 16, imageSize: 224 }

test('the recipe follows weights and pictures in the form, before Train is pressed; it is no change by hand, and one press takes it back', async () => {
  const { store, state } = await opened()
  await state().fitFromNowOn()
  await state().takeWeights(imagenet)
  await vi.waitFor(() => expect(state().config).toMatchObject(FITTED))
  expect(changesFrom(state())).toEqual([])
  expect(state().touched.size).toBe(0)
  state().setConfig({ cachedViews: 5 })
  await state().takeBundledWeights()
  await state().takeWeights(imagenet)
  await vi.waitFor(() => expect(state().config.imageSize).toBe(160))
  expect(state().config.cachedViews, 'set by hand').toBe(5)
  const config = state().config
  await state().train()
  expect(state().run.config, 'the run has what the form had').toEqual(config)
  expect(state().config).toEqual(config)
  state().takeFitBack()
  expect(state().config).toEqual({ ...config, imageSize: 224, batchSize: 32 })
  await state().takeBundledWeights()
  await state().fitRecipe()
  expect(state(), 'until it is asked for').toMatchObject({ fit: null, fitMode: 'taken-back' })
  state().resetConfig()
  await state().fitFromNowOn()
  expect(store.getState().config.batchSize).toBe(16)
})

test('a preset is still the preset when it was fitted, and a run’s own recipe is left alone', async () => {
  const { state } = await opened()
  await state().fitFromNowOn()
  await state().takeWeights(imagenet)
  state().takePreset('best')
  await vi.waitFor(() => expect(state().config).toMatchObject({ learningRate: 3e-4, epochs: 4 }))
  expect(presetOf(state().config, state().fit)).toBe('best')
  expect(changesFrom(state())).toEqual([])
  const given = { ...DEFAULT_CONFIG, imageSize: 224, epochs: 7 }
  state().takeConfig(given)
  await state().fitRecipe()
  expect(state().config).toEqual(given)
})

test('whoever drives the page by program has the recipe that they set', async () => {
  const { state, estimate } = await opened()
  await state().takeWeights(imagenet)
  await state().fitRecipe()
  expect(state()).toMatchObject({ fitMode: 'off', config: { ...DEFAULT_CONFIG, imageSize: 224 } })
  expect(estimate).not.toHaveBeenCalled()
})

test('the first press of Train that asks what to start from trains with what the form shows by then', async () => {
  const { state } = await opened()
  await state().fitFromNowOn()
  await state().pressTrain()
  expect(state().askingStart).toBe(true)
  await state().takeWeights(imagenet)
  await vi.waitFor(() => expect(state().run.config).toMatchObject(FITTED))
  expect(state().config).toEqual(state().run.config)
})

test('where there is no forecast the recipe stays as it is, and nobody is told of what they did not ask for', async () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {})
  const { state } = await opened({ 'training.estimate': () => Promise.reject(new Error('the worker went')) })
  await state().fitFromNowOn()
  expect(said).toHaveBeenCalled()
  said.mockRestore()
  expect(state()).toMatchObject({ problems: [], fitting: null, fit: null, config: { imageSize: 96 } })
})
