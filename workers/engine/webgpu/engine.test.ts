/** The engine against PyTorch's fixtures: one step of the narrow net, and 20-step trajectories; and what a step costs in calls and bytes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture, generated, hyper, network, noise, pixelBatch, plan, relative, trajectories } from '../fixtures/narrow'
import { camErrors, narrowErrors, trajectoryErrors, unfreezingErrors } from '../fixtures/parity'
import { createTfjsEngine } from '../tfjs/create'
import { createWasmEngine } from '../wasm/create'
import { openDevice } from './device'
import { WebGpuEngine } from './engine'
import { planNetwork } from './planner'
import { planBytes, type Segment } from './tensors'
import { ALL_SHAPES, WITHIN } from './testing/all-shapes'
import { type Counts, countingDevice } from './testing/counting-device'
import { IN_DENO, WHOLE } from './testing/families'
import { nodeGpu } from './testing/node-gpu'

/** One engine keeps its hundreds of compiled kernels for all tests of a family. */
const worst = (errors: Record<string, number>) => Object.entries(errors).sort(([, a], [, b]) => b - a)

describe.each(WHOLE)('%s kernels', (family) => {
  let engine: WebGpuEngine
  let counts: Counts
  beforeAll(async () => {
    const opened = await openDevice(nodeGpu())
    const counting = countingDevice(opened.device)
    counts = counting.counts
    engine = new WebGpuEngine({ ...opened, device: counting.device }, { family })
  })
  afterAll(async () => {
    await engine.dispose()
    expect(counts.bytes).toBe(0)
  })

  it('give the logits, loss and gradients of PyTorch', { timeout: WITHIN }, async () => {
    const errors = await narrowErrors(engine, fixture('narrow'))
    expect(Object.keys(errors).length).toBeGreaterThan(60 + network().layers.filter((layer) => layer.op === 'bn').length * 2)
    expect(worst(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
    // Another size is another net to compile: on SwiftShader Grad-CAM is that of the small networks (operations.test.ts).
    if (!IN_DENO && !ALL_SHAPES) return
    expect(worst(await camErrors(engine, fixture('narrow'))).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  it('compute a smaller last batch as the TensorFlow.js engine does', { timeout: WITHIN }, async () => {
    const spec = network()
    const reference = await createTfjsEngine({ backend: 'tfjs-wasm' })
    const last = pixelBatch(noise(8, 3, 32), 3)
    const outcomes = []
    for (const each of [engine, reference] as const) {
      await each.load(spec, generated(spec), plan({ labelSmoothing: 0.1, classWeights: [0.5, 1, 2] }))
      // A full batch first: nothing of its fourth picture may show in the next.
      await each.step(pixelBatch(noise(7, 4, 32), 4), hyper()).result
      const { loss, correct } = await each.step(last, hyper()).result
      const logits = await each.evaluate(pixelBatch(noise(9, 1, 32), 1))
      outcomes.push({ loss, correct, logits, tensors: new Map([...(await each.gradients()), ...(await each.params())]) })
    }
    const [ours, theirs] = outcomes
    expect(ours!.correct).toBe(theirs!.correct)
    expect(relative([ours!.loss], [theirs!.loss])).toBeLessThan(1e-5)
    expect(relative(ours!.logits, theirs!.logits)).toBeLessThan(1e-4)
    const errors = Object.fromEntries([...theirs!.tensors].map(([name, { data }]) => [name, relative(ours!.tensors.get(name)!.data, data)]))
    expect(worst(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
    await reference.dispose()
  })

  it.each([0, 3])(
    "make nothing in a step, hold the plan's bytes, and submit twice, %i blocks frozen",
    { timeout: WITHIN },
    async (frozenBlocks) => {
      const spec = network()
      const train = plan({ optimizer: 'adam', frozenBlocks })
      await engine.load(spec, generated(spec), train)
      const planned = planNetwork(spec, train, family)
      // The plan, its step uniform, three stagings of results, and one of answers.
      expect(counts.bytes).toBe(engine.bytes())
      expect(counts.bytes - planBytes(planned)).toBeLessThan(64 * 1024)
      const batch = pixelBatch(noise(1, 4, 32), 4)
      for (let step = 1; step <= 4; step++) {
        const before = { ...counts }
        await engine.step(batch, hyper({ step, learningRate: 1e-3, update: true })).result
        const size = (name: Segment) => planned.segments.get(name)!.length
        const fold = frozenBlocks > 0 ? size('fold') : 0
        expect(counts.dispatches - before.dispatches).toBe(size('pixels') + fold + size('train') + size('update'))
        expect(counts.submits - before.submits).toBe(2)
        expect(counts.created - before.created).toBe(0)
        expect(counts.bytes).toBe(before.bytes)
      }
    },
  )

  it('leave frozen parameters as they were, to the bit', { timeout: WITHIN }, async () => {
    const spec = network()
    const params = generated(spec)
    await engine.load(spec, params, plan({ optimizer: 'adamw', frozenBlocks: 3 }))
    await engine.step(pixelBatch(noise(1, 4, 32), 4), hyper({ learningRate: 0.1, weightDecay: 0.1, update: true })).result
    const after = await engine.params()
    const moved = [...params].filter(([name, { data }]) => data.some((v, i) => v !== after.get(name)!.data[i])).map(([name]) => name)
    expect(moved.filter((name) => /^(conv1|bn1|layer[12])/.test(name))).toEqual([])
    expect(moved.length).toBeGreaterThan(30)
    // Those that learn can be had alone, and are the same.
    const learning = [...after].filter(([name]) => /^(layer[34]|fc)/.test(name))
    expect([...(await engine.params('live', 'learning'))]).toEqual(learning)
  })

  // Every batch size is a net to compile: SwiftShader follows one that trains its parts one after the other, wgpu one that trains all of it as well.
  const followed = ALL_SHAPES ? Object.keys(trajectories()) : IN_DENO ? ['adam-small', 'adam-unfreeze'] : ['adam-unfreeze']
  for (const name of followed) {
    // On lavapipe rounding alone takes this one over a kink: losses part at step 15 (1.2e-2 at the end). Its steps are held to more, one by one, below.
    if (IN_DENO && family === 'tiles' && name === 'adam-unfreeze') continue
    it(`${name} follows PyTorch over 20 steps`, { timeout: WITHIN }, async () => {
      const errors = await trajectoryErrors(engine, trajectories()[name]!)
      expect(errors.losses).toBeLessThan(1e-2)
      expect(errors.tensors).toBeLessThan(1e-2)
      expect(errors.ema).toBeLessThan(1e-2)
    })
  }

  // Where compiling costs nothing: SwiftShader follows the trajectory itself.
  if (IN_DENO)
    it('compute each step of a run that unfreezes as the processor does from the same state', { timeout: WITHIN }, async () => {
      const errors = await unfreezingErrors(engine, createWasmEngine(), trajectories()['adam-unfreeze']!)
      expect(Object.keys(errors).length).toBeGreaterThan(8 * 60)
      expect(worst(errors).filter(([, error]) => !(error < 1e-4))).toEqual([])
    })
})
