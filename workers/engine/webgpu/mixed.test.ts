/** Mixed precision against f32, and its loss scaling against torch.amp.GradScaler: on wgpu, whose lavapipe has f16 (SwiftShader has none). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ParamMap } from '../../model/spec'
import { networkOf } from '../../operations/fixtures/networks'
import type { Batch, TrainingEngine } from '../engine'
import { generated, hyper, network, noise, pixelBatch, plan, relative } from '../fixtures/narrow'
import scaler from '../fixtures/scaler.json'
import { openDevice } from './device'
import { openWebGpuEngine, type WebGpuEngine } from './engine'
import { INIT_SCALE } from './kernels/scaler'
import { planNetwork } from './planner'
import { narrowNetwork } from './self-test/cases'
import { planBytes } from './tensors'
import { WITHIN } from './testing/all-shapes'
import { IN_DENO } from './testing/families'
import { nodeGpu } from './testing/node-gpu'

const spec = narrowNetwork()
const batch = pixelBatch(noise(1, 4, 32), 4)
/** With which no gradient of these untrained networks is beyond f16. */
const SMALL = new Map([['grad_scaler.scale', { shape: [1], data: Float32Array.of(64) }]])
const mixed = plan({ optimizer: 'adam', precision: 'mixed' })
const updating = (over: Parameters<typeof hyper>[0] = {}) => hyper({ learningRate: 1e-3, update: true, ...over })

const stateOf = async (engine: TrainingEngine) => {
  const state = await engine.optimizerState()
  const [scale, tracker] = ['scale', 'growth_tracker'].map((name) => state.get(`grad_scaler.${name}`)!.data[0])
  return { scale, tracker, skipped: [...state.get('grad_scaler.skipped')!.data] }
}

/** A head so steep that the loss's gradient by the last map, times any scale, is beyond f16. */
function overflowing() {
  const params = generated(spec)
  const { shape, data } = params.get('fc.0.weight')!
  return new Map([...params, ['fc.0.weight', { shape, data: data.map((v) => v * 1e8) }]])
}

function tests(): void {
  let engine: WebGpuEngine
  beforeAll(async () => {
    engine = await openWebGpuEngine(nodeGpu(), { family: 'tiles' })
    expect(engine.info.mixes).toBe(true)
  })
  afterAll(() => engine.dispose())

  /** Loss and gradients of one step. */
  async function oneStep(of: typeof spec, size: number, precision: 'f32' | 'mixed') {
    // Pictures with which no ReLU's input is so near zero that f16 turns its sign: that alone moves the few gradients of a network as small by percents.
    const one = pixelBatch(noise(2, 4, size), 4)
    await engine.load(of, generated(of), plan({ imageSize: size, precision }), SMALL)
    const { loss } = await engine.step(one, hyper()).result
    return { loss, gradients: await engine.gradients(), logits: await engine.evaluate(one), params: await engine.params() }
  }

  it.each([
    ['narrow', spec, 32] as const,
    ...['patterns', 'activations', 'depthwise', 'attention', 'hardswish', 'tokens'].map(
      (name) => [name, networkOf(name).spec, networkOf(name).size] as const,
    ),
  ])(
    '%s: loss and gradients as in f32 but for the rounding of f16, and the very same answers',
    { timeout: WITHIN },
    async (_, of, size) => {
      const [f32, half] = [await oneStep(of, size, 'f32'), await oneStep(of, size, 'mixed')]
      expect(half.loss).not.toBe(f32.loss)
      expect(relative([half.loss], [f32.loss])).toBeLessThan(5e-3)
      const all = (params: typeof f32.gradients) => [...params.values()].flatMap(({ data }) => [...data])
      expect(relative(all(half.gradients), all(f32.gradients))).toBeLessThan(5e-2)
      const running = (params: typeof f32.params) => new Map([...params].filter(([name]) => name.includes('running')))
      expect(relative(all(running(half.params)), all(running(f32.params)))).toBeLessThan(5e-3)
      // Running statistics have moved by what was computed in f16; nothing else may be other.
      expect(relative(half.logits, f32.logits)).toBeLessThan(5e-3)
    },
  )

  it('answers are those of f32 to the bit, however many are asked for at once', { timeout: WITHIN }, async () => {
    const answers = []
    for (const precision of ['f32', 'mixed'] as const) {
      await engine.load(spec, generated(spec), plan({ precision }))
      for (const n of [4, 3, 1]) {
        const asked: Batch = pixelBatch(noise(5, n, 32), n)
        answers.push([
          ...(await engine.evaluate(asked)),
          ...(
            await engine.gradCam(
              asked,
              Int32Array.from({ length: n }, (_, i) => i % 3),
            )
          ).maps,
        ])
      }
    }
    expect(answers.slice(3)).toEqual(answers.slice(0, 3))
  })

  it('an overflow skips the update, halves the scale, and is no update of Adam', { timeout: WITHIN }, async () => {
    await engine.load(spec, overflowing(), mixed)
    const before = await engine.params()
    const learnt = (params: typeof before) => new Map([...params].filter(([name]) => !name.includes('running')))
    expect(await engine.step(batch, updating()).result).toMatchObject({ skipped: true })
    expect(learnt(await engine.params())).toEqual(learnt(before))
    expect(await stateOf(engine)).toEqual({ scale: INIT_SCALE / 2, tracker: 0, skipped: spec.blocks.map(() => 1) })
    const moments = [...(await engine.optimizerState())].filter(([name]) => name.startsWith('exp_avg'))
    expect(moments.every(([, { data }]) => data.every((v) => v === 0))).toBe(true)

    // From here on as if it had never been: the second step is Adam's first.
    const state = await engine.optimizerState()
    const after: Awaited<ReturnType<typeof engine.params>>[] = []
    for (const [step, optimizer] of [
      [2, state],
      [1, undefined],
    ] as const) {
      const scaled = new Map([...(optimizer ?? []), ...SMALL])
      await engine.load(spec, generated(spec), mixed, scaled)
      expect(await engine.step(batch, updating({ step })).result).not.toHaveProperty('skipped')
      after.push(learnt(await engine.params()))
    }
    expect(after[0]).toEqual(after[1])
    expect(relative(after[0]!.get('fc.3.weight')!.data, generated(spec).get('fc.3.weight')!.data)).toBeGreaterThan(1e-4)
  })

  it('goes on from its state to the bit', { timeout: WITHIN }, async () => {
    const train = async (from: number, to: number) => {
      const losses = []
      for (let step = from; step <= to; step++) losses.push((await engine.step(batch, updating({ step })).result).loss)
      return losses
    }
    const begin = new Map([...SMALL, ['grad_scaler.growth_tracker', { shape: [1], data: Float32Array.of(1997) }]])
    await engine.load(spec, generated(spec), mixed, begin)
    const whole = await train(1, 6)
    const end = [await engine.params(), await engine.optimizerState()]
    // It grew on the way, at the third.
    expect(await stateOf(engine)).toMatchObject({ tracker: 3, scale: 128 })
    await engine.load(spec, generated(spec), mixed, begin)
    const parts = await train(1, 2)
    await engine.load(spec, await engine.params(), mixed, await engine.optimizerState())
    expect([...parts, ...(await train(3, 6))]).toEqual(whole)
    expect([await engine.params(), await engine.optimizerState()]).toEqual(end)
  })

  it('accumulates and clips by the gradients of the loss itself', { timeout: WITHIN }, async () => {
    const clipped = []
    for (const precision of ['f32', 'mixed'] as const) {
      await engine.load(spec, generated(spec), plan({ optimizer: 'sgd', precision }), SMALL)
      for (const first of [true, false])
        await engine.step(batch, updating({ gradientScale: 0.5, firstMicroBatch: first, update: !first, clipNorm: 0.1, learningRate: 1 }))
          .result
      const moved = await engine.params()
      clipped.push(
        [...generated(spec)].flatMap(([name, { data }]) =>
          name.includes('running') ? [] : [...data.map((v, i) => v - moved.get(name)!.data[i]!)],
        ),
      )
    }
    expect(Math.sqrt(clipped[1]!.reduce((sum, v) => sum + v * v, 0))).toBeCloseTo(0.1, 4)
    expect(relative(clipped[1]!, clipped[0]!)).toBeLessThan(5e-2)
  })

  it('a scale, a tracker and skipped updates as torch.amp.GradScaler has them', { timeout: WITHIN }, async () => {
    // The engine's own interval is 2,000: the tracker is set so that the fixture's is met where torch meets it.
    for (const { start, founds, expected } of scaler) {
      const state: ParamMap = new Map([
        ['grad_scaler.scale', { shape: [1], data: Float32Array.of(start.scale) }],
        ['grad_scaler.growth_tracker', { shape: [1], data: Float32Array.of(start.tracker) }],
      ])
      const got = []
      let params = generated(spec)
      let optimizer = state
      for (const found of founds) {
        await engine.load(spec, found ? overflowing() : params, mixed, optimizer)
        const { skipped = false } = await engine.step(batch, updating()).result
        if (!found) params = await engine.params()
        optimizer = await engine.optimizerState()
        const { scale, tracker } = await stateOf(engine)
        got.push({ skipped, scale, tracker })
      }
      expect(got).toEqual(expected)
    }
  })
}
if (IN_DENO) describe('mixed precision', () => tests())

it('is refused by a device that has no f16', { timeout: WITHIN }, async () => {
  const opened = await openDevice(nodeGpu())
  opened.device.destroy()
  const without = await openWebGpuEngine(nodeGpu(), { mixes: false })
  await expect(without.load(spec, generated(spec), mixed)).rejects.toThrow('no f16')
  await without.dispose()
})

it('keeps maps in half the bytes, and nothing else in fewer', () => {
  const [f32, half] = (['f32', 'mixed'] as const).map((precision) =>
    planNetwork(network(0, 64), plan({ batch: 32, imageSize: 224, precision }), 'tiles'),
  )
  expect(planBytes(half!)).toBeLessThan(0.66 * planBytes(f32!))
  const head = planNetwork(spec, plan({ frozenBlocks: spec.blocks.length - 1, precision: 'mixed' }), 'tiles')
  expect(head.tensors.some(({ half: stored }) => stored)).toBe(false)
})
