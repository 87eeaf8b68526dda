import { expect, test, vi } from 'vitest'
import { IMAGENET, type RunConfig, type TrainEstimate, type WeightsInfo } from '../../../workers/protocol'
import { fakeRun } from '../../testing/fakeTrainer'
import { testStore } from '../../testing/testStore'

const ESTIMATE: TrainEstimate = { seconds: 60, wrongBy: 1.25, mayEndEarly: false, bytes: 300e6 }

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

/** A store with pictures open whose recipe is fitted: the whole network, 8 epochs. */
async function fitted(overrides: Parameters<typeof testStore>[0] = {}) {
  const estimate = vi.fn(async (_: RunConfig) => ESTIMATE)
  const store = testStore({ 'training.estimate': estimate, 'weights.download': async () => IMAGENETS, ...overrides })
  const state = store.getState
  await state().refreshWeights()
  await state().openDataset({ kind: 'drawn', count: 10, seed: 1 })
  state().setConfig({ strategy: 'full', epochs: 8, optimizer: 'adamw', schedule: 'one-cycle' })
  await state().fitFromNowOn()
  return { state, estimate }
}

test('the press that fetches what the run starts from waits for the fit to it', async () => {
  const trained: RunConfig[] = []
  const { state } = await fitted({
    async 'training.train'(config, onEvent) {
      trained.push(config)
      const { events, summary } = fakeRun(config)
      for (const event of events) onEvent(event)
      return summary
    },
  })
  state().rememberStart('imagenet')
  expect(await state().pressTrain()).toBe(true)
  expect(trained[0]).toMatchObject({ learningRate: 3e-4 })
})

test('what changes while a run is on is fitted to when it has ended, and nothing is where nothing changed', async () => {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const { state, estimate } = await fitted({
    async 'training.train'(config, onEvent) {
      const { events, summary } = fakeRun(config)
      await ended
      for (const event of events) onEvent(event)
      return summary
    },
  })
  const run = state().train()
  await state().downloadWeights(IMAGENET)
  await state().fitSettled()
  expect(state().fit, 'the run goes on as it began').toBeNull()
  end()
  await run
  await state().fitSettled()
  expect(state().fit?.values).toMatchObject({ learningRate: 3e-4 })
  const { length } = estimate.mock.calls
  await state().train()
  await state().fitSettled()
  expect(estimate.mock.calls).toHaveLength(length)
})

test('other settings that the fit goes by make another, and none by itself', async () => {
  const { state, estimate } = await fitted()
  await state().downloadWeights(IMAGENET)
  await state().fitSettled()
  expect(state().fit?.values).toHaveProperty('learningRate')
  state().setConfig({ optimizer: 'sgd' })
  await state().fitSettled()
  expect(state().fit?.values, 'its rate is another thing').not.toHaveProperty('learningRate')
  for (const changed of [{ imageSize: 160 }, { epochs: 5 }, { batchSize: 16 }, { schedule: 'cosine' }]) {
    const { length } = estimate.mock.calls
    state().setConfig(changed)
    await state().fitSettled()
    expect(estimate.mock.calls.length, Object.keys(changed)[0]).toBeGreaterThan(length)
    expect(estimate.mock.calls.length).toBeLessThan(length + 12)
  }
})
