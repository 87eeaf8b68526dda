/** Both wasm engines with the real network and the bundled weights: parity, determinism, flat memory, exact resume, and memory that runs out. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSafetensors } from '../model/safetensors'
import type { ParamMap } from '../model/spec'
import { uniform } from '../random'
import { EngineLimitError, type TrainingEngine } from './engine'
import { fixture, generated, hyper, network, noise, pixelBatch, plan, relative, SEED } from './fixtures/narrow'
import { createTfjsEngine } from './tfjs/create'
import { createWasmEngine } from './wasm/create'

/** The fixture's smooth pictures: 8 x 8 noise, each value over 8 x 8 pixels. */
function smooth(): Uint8Array {
  const out = new Uint8Array(8 * 64 * 64 * 3)
  for (let i = 0; i < out.length; i++) {
    const [n, y, x, c] = [Math.floor(i / 12288), Math.floor(i / 192) % 64, Math.floor(i / 3) % 64, i % 3]
    out[i] = Math.floor(256 * uniform(SEED + 2, 6, ((n * 8 + (y >> 3)) * 8 + (x >> 3)) * 3 + c))
  }
  return out
}

const ENGINES = { wasm: createWasmEngine, 'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }) }

describe.each(Object.entries(ENGINES))('%s', (_, create) => {
  let engine: TrainingEngine
  beforeAll(async () => {
    engine = await create()
  })
  afterAll(() => engine.dispose())

  test('one step of the bundled ResNet18 equals PyTorch', async () => {
    const expected = fixture('full')
    const spec = network(0, 64)
    const starter = readSafetensors(readFileSync('public/models/resnet18-starter.safetensors')).tensors
    const params: ParamMap = new Map([
      ...[...starter].filter(([name]) => !name.startsWith('fc.')),
      ...generated(spec, { only: (name) => name.startsWith('fc.') }),
    ])
    await engine.load(spec, params, plan({ batch: 8, imageSize: 64 }))
    const batch = pixelBatch(smooth(), 8)
    const errors: Record<string, number> = {
      logits: relative(await engine.evaluate(batch), expected('eval.logits').data),
      features: relative(await engine.features(batch), expected('eval.features').data),
      loss: relative([(await engine.step(batch, hyper()).result).loss], expected('train.loss').data),
    }
    const gradients = await engine.gradients()
    expect(gradients.size).toBe(64)
    for (const [name, { data }] of gradients) {
      const { data: sample } = expected(`sample.${name}`)
      const at = (i: number) => (data.length > 64 ? Math.floor((i * data.length) / 64) : i)
      errors[`sample.${name}`] = relative(
        Float32Array.from(sample, (_, i) => data[at(i)]!),
        sample,
      )
      errors[`norm.${name}`] = relative([Math.sqrt(data.reduce((sum, v) => sum + v * v, 0))], expected(`norm.${name}`).data)
    }
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  describe('over many steps', () => {
    const spec = network(0.5)
    const pictures = noise(3, 4, 32)
    const batch = (counter: number) => pixelBatch(pictures, 4, counter)
    const adam = (step: number) => hyper({ step, learningRate: 1e-3, weightDecay: 1e-4, emaDecay: 0.9, update: true })
    const options = plan({ optimizer: 'adam', ema: true })
    const run = async (from: number, to: number) => {
      for (let i = from; i < to; i++) await engine.step(batch(i), adam(i + 1)).result
    }

    test('a run resumed from its parameters and optimizer state is the run that never stopped, bit for bit', async () => {
      await engine.load(spec, generated(spec), options)
      await run(0, 6)
      const [whole, average] = [await engine.params(), await engine.params('ema')]
      await engine.load(spec, generated(spec), options)
      await run(0, 3)
      const [params, state] = [await engine.params(), await engine.optimizerState()]
      await engine.load(spec, params, options, state)
      await run(3, 6)
      expect(await engine.params()).toEqual(whole)
      expect(await engine.params('ema')).toEqual(average)
    })

    test('memory is flat, evaluations in between included', async () => {
      await engine.load(spec, generated(spec), options)
      const round = async (i: number) => {
        await run(i, i + 1)
        await engine.evaluate(batch(0))
        await engine.evaluate(batch(0), 'ema')
        await engine.gradCam(batch(0), Int32Array.of(0, 1, 2, 0))
      }
      for (let i = 0; i < 3; i++) await round(i)
      const before = engine.bytes()
      for (let i = 3; i < 20; i++) await round(i)
      expect(engine.bytes()).toBe(before)
    })

    test('a step on cached features is the step on their pictures', async () => {
      await engine.load(spec, generated(spec), plan({ frozenBlocks: 5, optimizer: 'adam' }))
      const features = await engine.features(batch(0))
      const direct = await engine.step(batch(0), adam(1)).result
      const params = await engine.params()
      await engine.load(spec, generated(spec), plan({ frozenBlocks: 5, optimizer: 'adam' }))
      const cached = await engine.step({ ...batch(0), input: { kind: 'features', features } }, adam(1)).result
      expect(cached).toEqual(direct)
      expect(await engine.params()).toEqual(params)
      expect(await engine.evaluate({ ...batch(0), input: { kind: 'features', features } })).toEqual(await engine.evaluate(batch(0)))
    })
  })

  describe('bad input', () => {
    const spec = network()
    test('a plan that wasm cannot hold is refused with the batch that fits, and the network held before stays', async () => {
      await engine.load(spec, generated(spec), plan())
      const batch = pixelBatch(noise(1, 4, 32), 4)
      const before = await engine.evaluate(batch)
      const large = network(0, 64)
      const error = await engine.load(large, generated(large), plan({ batch: 512, imageSize: 224 })).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(EngineLimitError)
      expect((error as EngineLimitError).limits.suggestedBatch).toBeGreaterThan(31)
      expect(await engine.evaluate(batch)).toEqual(before)
    })

    test('weights that lack a name or have another shape are named', async () => {
      const params = generated(spec)
      params.delete('layer3.0.bn1.bias')
      await expect(engine.load(spec, params, plan())).rejects.toThrow('layer3.0.bn1.bias')
      params.set('layer3.0.bn1.bias', { shape: [3], data: new Float32Array(3) })
      await expect(engine.load(spec, params, plan())).rejects.toThrow('has shape [3]')
    })

    test('too large a batch, too few bytes', async () => {
      await engine.load(spec, generated(spec), plan())
      await expect(engine.evaluate(pixelBatch(noise(1, 5, 32), 5))).rejects.toThrow('1 to 4')
      await expect(engine.evaluate(pixelBatch(noise(1, 1, 32), 4))).rejects.toThrow('are needed')
    })
  })
})
