import { afterEach, expect, test, vi } from 'vitest'
import { IMAGENET, Problem, type WeightsInfo } from '../../workers/protocol'
import { testStore } from '../testing/testStore'
import { atPress, isStartHere, nextStart } from './weights'

afterEach(() => vi.unstubAllGlobals())

const file = new File(['x'], 'imagenet.safetensors')

test('the picture size follows the weights until the person sets it', async () => {
  const store = testStore()
  await store.getState().refreshWeights()
  expect(store.getState().config.imageSize).toBe(96)
  await store.getState().takeWeights(file)
  expect(store.getState().config.imageSize).toBe(224)
  store.getState().setConfig({ imageSize: 160 })
  await store.getState().takeBundledWeights()
  expect(store.getState().config.imageSize).toBe(160)
})

test('weights that do not fit leave those before', async () => {
  const store = testStore({
    'weights.use': () => Promise.reject(new Problem('weights-malformed', { file: 'imagenet.safetensors', detail: 'no header' })),
  })
  await store.getState().refreshWeights()
  expect(await store.getState().takeWeights(file)).toBe(false)
  expect(store.getState().weights?.bundled).toBe(true)
  expect(store.getState().weightsProblem).toMatchObject({ of: 'own', problem: { code: 'weights-malformed' } })
  expect(store.getState().problems, 'told at its card alone').toEqual([])
  store.getState().dismissWeightsProblem()
  expect(store.getState().weightsProblem).toBeNull()
})

test('downloaded weights are taken with their network and picture size, and progress goes when they are here', async () => {
  const seen: unknown[] = []
  const store = testStore({
    async 'weights.download'(from, onProgress) {
      onProgress({ bytes: 5, total: 10, retries: 1 })
      seen.push(store.getState().download)
      return {
        name: from,
        bundled: false,
        depth: '34',
        attention: 'none',
        bestSize: 224,
        sha256: '00',
        verified: true,
        kept: true,
        licence: 'BSD',
        model: null,
      }
    },
  })
  await store.getState().refreshWeights()
  expect(await store.getState().downloadWeights('timm/resnet18.tv_in1k')).toBe(true)
  expect(seen).toEqual([{ bytes: 5, total: 10, retries: 1, of: 'imagenet' }])
  expect(store.getState()).toMatchObject({ download: null, weightsBusy: false, config: { imageSize: 224, depth: '34' } })
})

test('an untrained network is drawn by the recipe’s seed, and belongs to one’s own weights', async () => {
  const store = testStore()
  await store.getState().refreshWeights()
  store.getState().setConfig({ seed: 5 })
  expect(await store.getState().takeUntrained('50')).toBe(true)
  expect(store.getState()).toMatchObject({ start: 'own', weights: { name: 'untrained 50 5', isUntrained: true }, config: { depth: '50' } })
})

test('a failed download is reported and keeps the weights, a cancelled one is not worth a word', async () => {
  let fail: (thrown: Error) => void = () => {}
  const failure = new Problem('download-failed', { address: 'x', detail: 'HTTP 500' })
  const store = testStore({
    'weights.download': () =>
      new Promise((_, reject) => {
        fail = reject
      }),
    'weights.cancelDownload': async () => fail(failure),
  })
  await store.getState().refreshWeights()
  const failed = store.getState().downloadWeights('x/y')
  fail(failure)
  expect(await failed).toBe(false)
  expect(store.getState().weights?.bundled).toBe(true)
  expect(store.getState().weightsProblem).toMatchObject({ of: 'own', problem: { code: 'download-failed' } })
  const cancelled = store.getState().downloadWeights('x/y')
  expect(store.getState().weightsProblem).toBeNull()
  await store.getState().cancelDownload()
  expect(await cancelled).toBe(false)
  expect(store.getState().weightsProblem).toBeNull()
})

test('what downloads take is known, and gone when it is cleared', async () => {
  let kept = { files: 2, bytes: 90e6 }
  const store = testStore({
    'weights.kept': async () => kept,
    'weights.clearKept': async () => {
      kept = { files: 0, bytes: 0 }
    },
  })
  await store.getState().refreshWeights()
  expect(store.getState().keptWeights).toEqual({ files: 2, bytes: 90e6 })
  await store.getState().clearKeptWeights()
  expect(store.getState().keptWeights).toEqual({ files: 0, bytes: 0 })
})

const IMAGENETS: WeightsInfo = {
  name: IMAGENET,
  bundled: false,
  depth: '18',
  attention: 'none',
  bestSize: 224,
  sha256: '01',
  verified: true,
  kept: true,
  licence: 'BSD',
  model: null,
}

/** A store with pictures open, that notes what runs start from. */
async function withPictures(overrides: Parameters<typeof testStore>[0] = {}) {
  const store = testStore({ 'weights.download': async () => IMAGENETS, ...overrides })
  await store.getState().refreshWeights()
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  const runs = () => (store.getState().run.status === 'idle' ? 0 : 1)
  return { store, runs, state: store.getState }
}

test('the first press of Train asks what to start from; the answer starts the run, and nobody is asked again', async () => {
  const { store, runs, state } = await withPictures()
  expect(await state().pressTrain()).toBe(false)
  expect(state()).toMatchObject({ askingStart: true, start: null })
  expect(runs()).toBe(0)
  state().closeAsking()
  expect(state().askingStart, 'not answered: asked at the next press').toBe(false)
  await state().pressTrain()
  expect(await state().downloadWeights(IMAGENET)).toBe(true)
  expect(state()).toMatchObject({ askingStart: false, start: 'imagenet', weights: { name: IMAGENET } })
  await vi.waitFor(() => expect(state().run.status).toBe('finished'))
  expect(await store.getState().pressTrain()).toBe(true)
  expect(state().askingStart).toBe(false)
})

test('a choice made by its card before the first press is an answer too', async () => {
  const { state } = await withPictures()
  await state().takeBundledWeights()
  expect(state()).toMatchObject({ start: 'starter', run: { status: 'idle' } })
  expect(await state().pressTrain()).toBe(true)
  expect(state().askingStart).toBe(false)
})

test('with no network nobody is asked: the run starts from the starter, says so, and the next press with a network asks', async () => {
  vi.stubGlobal('navigator', { onLine: false })
  const { store, state } = await withPictures()
  const told = new Map<string, boolean>()
  store.subscribe(({ run, withoutNetwork }) => told.set(run.status, withoutNetwork))
  expect(await state().pressTrain()).toBe(true)
  expect([told.get('starting'), told.get('running')], 'said while it is on').toEqual([true, true])
  expect(state()).toMatchObject({ withoutNetwork: false, start: null, weights: { bundled: true }, run: { status: 'finished' } })
  vi.stubGlobal('navigator', { onLine: true })
  expect(await state().pressTrain()).toBe(false)
  expect(state()).toMatchObject({ withoutNetwork: false, askingStart: true })
})

test('what is said beside the button of a press is what the press does, with and without a network', () => {
  const bundled = { weights: { ...IMAGENETS, bundled: true } }
  for (const start of [null, 'imagenet'] as const) expect(atPress({ ...bundled, start }, true), `${start}`).toBe('without-network')
  expect(atPress({ ...bundled, start: null }, false)).toBe('ask')
  expect(atPress({ ...bundled, start: 'imagenet' }, false)).toBe('download')
  for (const isOff of [true, false]) {
    expect(atPress({ ...bundled, start: 'starter' }, isOff)).toBe('here')
    expect(atPress({ weights: null, start: 'starter' }, isOff)).toBe('fetch-starter')
    expect(atPress({ ...bundled, start: 'own' }, isOff)).toBe('ask')
  }
})

test('what was chosen in an earlier visit comes out of the browser, and by a download where it is gone', async () => {
  const kept = testStore({ 'weights.takeKept': async () => IMAGENETS })
  kept.getState().rememberStart('imagenet')
  await kept.getState().refreshWeights()
  expect(kept.getState()).toMatchObject({ weights: { name: IMAGENET }, config: { imageSize: 224 } })

  const asked: string[] = []
  const { state } = await withPictures({
    async 'weights.download'(from) {
      asked.push(from)
      return IMAGENETS
    },
  })
  state().rememberStart('imagenet')
  await state().refreshWeights()
  expect(asked, 'nobody is asked before there is a run to be made').toEqual([])
  expect(await state().pressTrain()).toBe(true)
  expect(asked).toEqual([IMAGENET])
})

test('the starter from an earlier visit that is not here yet is fetched from beside the page at the press, and nothing from elsewhere', async () => {
  const elsewhere = vi.fn(async () => IMAGENETS)
  const store = testStore({ 'weights.download': elsewhere })
  await store.getState().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  store.getState().rememberStart('starter')
  expect(store.getState().weights).toBe(null)
  expect(await store.getState().pressTrain()).toBe(true)
  expect(elsewhere).not.toHaveBeenCalled()
  expect(store.getState()).toMatchObject({ start: 'starter', weights: { bundled: true }, run: { status: 'finished' } })
})

test('weights of one’s own from an earlier visit are asked for again, also without a network', async () => {
  const { runs, state } = await withPictures({
    'weights.use': async () => ({ ...IMAGENETS, name: 'mine.safetensors' }),
  })
  state().rememberStart('own')
  for (const onLine of [true, false]) {
    vi.stubGlobal('navigator', { onLine })
    expect(await state().pressTrain()).toBe(false)
    expect(state().askingStart).toBe(true)
    expect(runs()).toBe(0)
    state().closeAsking()
  }
  await state().pressTrain()
  expect(await state().takeWeights(file)).toBe(true)
  await vi.waitFor(() => expect(state().run.status).toBe('finished'))
  expect(await state().pressTrain(), 'they are in use: nobody is asked').toBe(true)
})

test('a download that fails at the press starts nothing, is told beside the press too, and the starter does for once', async () => {
  const { runs, state } = await withPictures({
    'weights.download': () => Promise.reject(new Problem('download-failed', { address: 'x', detail: 'HTTP 503' })),
  })
  state().rememberStart('imagenet')
  expect(await state().pressTrain()).toBe(false)
  expect(runs()).toBe(0)
  expect(state().weightsProblem).toMatchObject({ of: 'imagenet', problem: { code: 'download-failed' }, atPress: true })
  expect(await state().downloadWeights(IMAGENET)).toBe(false)
  expect(state().weightsProblem, 'asked for at its card').toMatchObject({ atPress: false })
  await state().pressTrain()
  expect(await state().trainThisOnce()).toBe(true)
  expect(state(), 'the next press asks for them again').toMatchObject({ start: 'imagenet', weightsProblem: null })
})

test('what the press starts from has one answer: nothing is in use before it was chosen, and what is not here is not', async () => {
  const { state } = await withPictures()
  const said = () => [nextStart(state()), isStartHere(state())]
  expect(said(), 'the starter is loaded, and the press asks all the same').toEqual([null, false])
  await state().takeBundledWeights()
  expect(said()).toEqual(['starter', true])
  state().rememberStart('imagenet')
  expect(said(), 'gone from the browser: fetched at the press').toEqual(['imagenet', false])
  await state().downloadWeights(IMAGENET)
  expect(said()).toEqual(['imagenet', true])
  await state().takeBundledWeights()
  state().rememberStart('own')
  expect(said(), 'went with the visit: asked for').toEqual([null, false])
})
