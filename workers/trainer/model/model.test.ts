import { expect, test } from 'vitest'
import { EngineLostError } from '../../engine/engine'
import { DEFAULT_CONFIG } from '../../protocol'
import { specFor } from '../fit/plan'
import { ToyEngine } from '../testing/toyEngine'
import { type Network, Predictor } from './model'

const GPU = { device: 'a GPU', software: false, why: 'chosen', threads: 0 } as const
const config = { ...DEFAULT_CONFIG, batchSize: 8, imageSize: 32 }
const offer = async () => ({ ...GPU, backend: 'webgpu' }) as const
const network = (w: number): Network => ({
  spec: specFor(config, 2),
  params: new Map([['w', { shape: [1], data: Float32Array.of(w) }]]),
  config,
})

test('the engine of a run takes the place of one that answered meanwhile, which is disposed of', async () => {
  const made: ToyEngine[] = []
  const predictor = new Predictor(offer, async () => {
    const engine = new ToyEngine()
    made.push(engine)
    return engine
  })
  // As an export that goes on while a run has taken the engine.
  await predictor.idle()
  expect(predictor.release()).toBeNull()
  const answer = predictor.logits(network(1), new Uint8Array(3), 1)
  const trained = new ToyEngine()
  await trained.load(network(2).spec, network(2).params, {
    ...config,
    frozenBlocks: 0,
    batch: 8,
    classWeights: null,
    softLabels: false,
    ema: false,
    precision: 'f32',
  })
  await predictor.adopt(trained, network(2))
  expect(await answer).toHaveLength(2)
  expect(made.map(({ disposed }) => disposed)).toEqual([true])
  expect(trained.disposed).toBe(false)
  expect(predictor.release()).toBe(trained)
})

test('a head that is asked in batches is asked no more once a run has begun, and opens no engine beside it', async () => {
  let made = 0
  const predictor = new Predictor(offer, async () => {
    made++
    return new ToyEngine()
  })
  let asked = 0
  const { featureWidth } = network(1).spec
  const answers = predictor.headLogits(network(1), new Float32Array(20 * featureWidth), 20, () => {
    if (asked++ === 1) {
      predictor.release()
      throw new Error('a run has begun')
    }
  })
  await expect(answers).rejects.toThrow('a run has begun')
  expect([asked, made]).toEqual([2, 1])
  expect(await predictor.headLogits(network(1), new Float32Array(20 * featureWidth), 20, () => {})).toHaveLength(40)
})

test('an engine that is adopted again stays', async () => {
  const predictor = new Predictor(offer, () => Promise.reject(new Error('none is made')))
  const trained = new ToyEngine()
  await predictor.adopt(trained, network(1))
  await predictor.adopt(trained, network(1))
  expect(trained.disposed).toBe(false)
})

test('a load that fails leaves nothing behind that is taken for the network before', async () => {
  class Picky extends ToyEngine {
    loads = 0
    override async load(...args: Parameters<ToyEngine['load']>) {
      if (++this.loads === 2) throw new Error('refused')
      return super.load(...args)
    }
  }
  const engine = new Picky()
  const predictor = new Predictor(offer, async () => engine)
  const first = network(1)
  await predictor.logits(first, new Uint8Array(3), 1)
  await expect(predictor.logits(network(2), new Uint8Array(3), 1)).rejects.toThrow('refused')
  await predictor.logits(first, new Uint8Array(3), 1)
  expect(engine.loads).toBe(3)
})

test('a device that ran out of memory is said to have, and the next question gets another engine', async () => {
  class Full extends ToyEngine {
    override evaluate(): Promise<never> {
      return Promise.reject(new EngineLostError('full', 'out-of-memory'))
    }
  }
  const made = [new Full(), new ToyEngine()]
  const [full] = made
  const predictor = new Predictor(offer, async () => made.shift()!)
  await expect(predictor.logits(network(1), new Uint8Array(3), 1)).rejects.toMatchObject({ code: 'out-of-memory' })
  expect(full!.disposed).toBe(true)
  expect(await predictor.logits(network(1), new Uint8Array(3), 1)).toHaveLength(2)
})

test('what answers is the engine that is there, whoever made it; where there is none the one that is offered', async () => {
  const predictor = new Predictor(offer, async () => new ToyEngine())
  expect(await predictor.backend(network(1))).toBe('webgpu')
  await predictor.adopt(new ToyEngine(), network(1))
  expect(await predictor.backend(network(2))).toBe('tfjs-cpu')
  predictor.release()
  expect(await predictor.backend(network(1))).toBe('webgpu')
})

test('what answers is the engine that computes this network, also where another would compute the one that is held', async () => {
  const infoOf = (backend: 'webgpu' | 'wasm'): ToyEngine['info'] => ({ backend, device: 'toy', software: true, features: [] })
  // As `CardEngine`: what it is follows the network that it was tried with last, and what it held is gone then.
  class Card extends ToyEngine {
    readonly tried: string[] = []
    override info = infoOf('webgpu')
    async prove({ arch }: Network['spec']): Promise<void> {
      this.tried.push(arch)
      this.info = infoOf(arch === 'vit' ? 'wasm' : 'webgpu')
    }
  }
  const card = new Card()
  const predictor = new Predictor(
    async (_, spec) => ({ ...GPU, backend: spec?.arch === 'vit' ? 'wasm' : 'webgpu' }),
    async () => card,
  )
  const [vit, plain] = [network(1), network(2)].map((one, i) => ({ ...one, spec: { ...one.spec, arch: i === 0 ? 'vit' : 'resnet18' } }))
  // Nothing is there: what is offered for this network.
  expect([await predictor.backend(vit!), await predictor.backend(plain!)]).toEqual(['wasm', 'webgpu'])
  await predictor.adopt(card, plain!)
  expect([await predictor.backend(plain!), card.tried]).toEqual(['webgpu', []])
  expect(await predictor.backend(vit!)).toBe('wasm')
  expect(await predictor.backend(plain!)).toBe('webgpu')
  // What was held went with the engine that left: it is loaded again.
  await predictor.logits(plain!, new Uint8Array(3), 1)
  expect(card.plans).toHaveLength(1)
})
