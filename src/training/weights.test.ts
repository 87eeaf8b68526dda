import { expect, test } from 'vitest'
import { Problem } from '../../workers/protocol'
import { testStore } from '../testing/testStore'

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
  expect(store.getState().problems[0]?.problem.code).toBe('weights-malformed')
})

test('downloaded weights are taken with their picture size, and progress goes when they are here', async () => {
  const seen: unknown[] = []
  const store = testStore({
    async 'weights.download'(from, onProgress) {
      onProgress({ bytes: 5, total: 10, retries: 1 })
      seen.push(store.getState().download)
      return { name: from, bundled: false, depth: '18', bestSize: 224, sha256: '00', verified: true, kept: true, licence: 'BSD' }
    },
  })
  await store.getState().refreshWeights()
  expect(await store.getState().downloadWeights('timm/resnet18.tv_in1k')).toBe(true)
  expect(seen).toEqual([{ bytes: 5, total: 10, retries: 1 }])
  expect(store.getState()).toMatchObject({ download: null, weightsBusy: false, config: { imageSize: 224 } })
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
  expect(store.getState().problems[0]?.problem.code).toBe('download-failed')
  const cancelled = store.getState().downloadWeights('x/y')
  expect(store.getState().problems).toEqual([])
  await store.getState().cancelDownload()
  expect(await cancelled).toBe(false)
  expect(store.getState().problems).toEqual([])
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
