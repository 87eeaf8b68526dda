/** The engine against PyTorch's fixtures: one step of the narrow net, Grad-CAM, and 20-step trajectories. */
import { afterAll, describe, expect, test } from 'vitest'
import { fixture, generated, hyper, network, noise, pixelBatch, plan, trajectories } from '../fixtures/narrow'
import { camErrors, narrowErrors, trajectoryErrors } from '../fixtures/parity'
import { createWasmEngine } from './create'

const engine = createWasmEngine()
afterAll(() => engine.dispose())

describe('the wasm engine equals PyTorch', () => {
  test('one step of a narrow net: logits, loss, gradients, running statistics, and what varies the loss', async () => {
    const errors = await narrowErrors(engine, fixture('narrow'))
    expect(Object.keys(errors).length).toBeGreaterThan(110)
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  test('Grad-CAM', async () => {
    const errors = await camErrors(engine, fixture('narrow'))
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  test.each(Object.entries(trajectories()))('20 steps of %s', async (_, t) => {
    const { losses, tensors, ema } = await trajectoryErrors(engine, t)
    expect(losses).toBeLessThan(1e-2)
    expect(tensors).toBeLessThan(1e-2)
    expect(ema).toBeLessThan(1e-2)
  })
})

test('frozen parameters stay as they were, to the bit, and those that learn can be had alone', async () => {
  const spec = network()
  const params = generated(spec)
  await engine.load(spec, params, plan({ optimizer: 'adamw', frozenBlocks: 3, ema: true }))
  await engine.step(pixelBatch(noise(1, 4, 32), 4), hyper({ learningRate: 0.1, weightDecay: 0.1, update: true })).result
  for (const weights of ['live', 'ema'] as const) {
    const after = await engine.params(weights)
    const learns = (name: string) => /^(layer[34]|fc)/.test(name)
    for (const [name, { data }] of after) if (!learns(name)) expect(data, name).toEqual(params.get(name)!.data)
    expect([...after].some(([name, { data }]) => learns(name) && data.some((v, i) => v !== params.get(name)!.data[i]))).toBe(true)
    expect([...(await engine.params(weights, 'learning'))]).toEqual([...after].filter(([name]) => learns(name)))
  }
})
