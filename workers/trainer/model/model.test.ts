import { expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../protocol'
import { specFor } from '../fit/plan'
import { ToyEngine } from '../testing/toyEngine'
import { type Network, Predictor } from './model'

const config = { ...DEFAULT_CONFIG, batchSize: 8, imageSize: 32 }
const network = (w: number): Network => ({
  spec: specFor(config, 2),
  params: new Map([['w', { shape: [1], data: Float32Array.of(w) }]]),
  config,
})

test('the engine of a run takes the place of one that answered meanwhile, which is disposed of', async () => {
  const made: ToyEngine[] = []
  const predictor = new Predictor(async () => {
    const engine = new ToyEngine()
    made.push(engine)
    return engine
  })
  // As an export that goes on while a run has taken the engine.
  await predictor.idle()
  expect(predictor.release()).toBeNull()
  const answer = predictor.logits(network(1), new Uint8Array(3), 1)
  const trained = new ToyEngine()
  await trained.load(network(2).spec, network(2).params, { ...config, frozenBlocks: 0, batch: 8, classWeights: null, ema: false })
  await predictor.adopt(trained, network(2))
  expect(await answer).toHaveLength(2)
  expect(made.map(({ disposed }) => disposed)).toEqual([true])
  expect(trained.disposed).toBe(false)
  expect(predictor.release()).toBe(trained)
})

test('an engine that is adopted again stays', async () => {
  const predictor = new Predictor(() => Promise.reject(new Error('none is made')))
  const trained = new ToyEngine()
  await predictor.adopt(trained, network(1))
  await predictor.adopt(trained, network(1))
  expect(trained.disposed).toBe(false)
})
