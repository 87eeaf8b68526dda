/** Soft labels: torch's loss and gradient, and that a step of each engine goes by them. */
import { describe, expect, it } from 'vitest'
import type { Batch, TrainingEngine } from './engine'
import { generated, hyper, network, noise, pixelBatch, plan, relative } from './fixtures/narrow'
import { softLabelCases } from './fixtures/softLabels'
import { createTfjsEngine } from './tfjs/create'
import { crossEntropy, softCrossEntropy } from './tfjs/loss'
import { createWasmEngine } from './wasm/create'
import { crossEntropy as wasmCrossEntropy } from './wasm/loss'
import { openDevice } from './webgpu/device'
import { WebGpuEngine } from './webgpu/engine'
import { WITHIN } from './webgpu/testing/all-shapes'
import { nodeGpu } from './webgpu/testing/node-gpu'

const LOSSES: Readonly<Record<string, typeof softCrossEntropy>> = {
  'tfjs-wasm': softCrossEntropy,
  wasm(logits, targets, classes, options) {
    const gradient = new Float32Array(logits.length)
    return { ...wasmCrossEntropy(logits, targets, classes, options, gradient, { soft: true }), gradient }
  },
}

describe.each(Object.entries(LOSSES))('the loss of %s', (_, loss) => {
  it.each(softLabelCases.map((one, i) => [i, one] as const))('is torch.nn.CrossEntropyLoss with probabilities, case %i', (_, one) => {
    const options = { labelSmoothing: one.smoothing, classWeights: one.weights }
    const got = loss(Float32Array.from(one.logits), Float32Array.from(one.targets), one.classes, options)
    expect(got.loss).toBeCloseTo(one.loss, 6)
    expect(got.correct).toBe(one.correct)
    expect(relative(got.gradient, one.gradient)).toBeLessThan(1e-6)
  })
})

describe('softCrossEntropy', () => {
  it('is the loss of hard labels where all is one class’s and classes weigh the same', () => {
    const logits = Float32Array.of(2, -1, 0.5, 0, 3, 1)
    const options = { labelSmoothing: 0.1, classWeights: null }
    const hard = crossEntropy(logits, Int32Array.of(1, 2), 3, options)
    const soft = softCrossEntropy(logits, Float32Array.of(0, 1, 0, 0, 0, 1), 3, options)
    expect(soft.loss).toBeCloseTo(hard.loss, 12)
    expect(relative(soft.gradient, hard.gradient)).toBeLessThan(1e-7)
  })
})

/** Only the head trains: few kernels to compile. */
const soft = plan({ frozenBlocks: 5, batch: 3, softLabels: true, labelSmoothing: 0.1, classWeights: [0.5, 1, 2] })
const pictures: Batch = pixelBatch(noise(1, 3, 32), 3)
const targets = Float32Array.of(0.3, 0.7, 0, 0, 0.2, 0.8, 1, 0, 0)

const ENGINES: readonly (readonly [string, () => Promise<TrainingEngine>])[] = [
  ['WebGPU', async () => new WebGpuEngine(await openDevice(nodeGpu()))],
  ['tfjs-wasm', () => createTfjsEngine({ backend: 'tfjs-wasm' })],
  ['wasm', async () => createWasmEngine()],
]

describe.each(ENGINES)('a step on %s', (_, make) => {
  it('goes by the soft labels of its batch, and refuses one without', { timeout: WITHIN }, async () => {
    const spec = network()
    const engine = await make()
    await engine.load(spec, generated(spec), soft)
    const logits = await engine.evaluate(pictures)
    const { loss, correct } = await engine.step({ ...pictures, targets }, hyper()).result
    const expected = softCrossEntropy(logits, targets, spec.classes, soft)
    expect(loss).toBeCloseTo(expected.loss, 4)
    expect(correct).toBe(expected.correct)
    const bias = [0, 1, 2].map((c) => [0, 1, 2].reduce((sum, i) => sum + expected.gradient[i * 3 + c]!, 0))
    expect(relative((await engine.gradients()).get('fc.3.bias')!.data, bias)).toBeLessThan(1e-4)
    await expect((async () => engine.step(pictures, hyper()).result)()).rejects.toThrow('needs soft labels')
    await expect((async () => engine.step({ ...pictures, targets: targets.subarray(3) }, hyper()).result)()).rejects.toThrow('9 shares')
    await engine.load(spec, generated(spec), { ...soft, softLabels: false })
    await expect((async () => engine.step({ ...pictures, targets }, hyper()).result)()).rejects.toThrow('takes no soft labels')
    await engine.dispose()
  })
})
