/** What an engine fills up with zeros stays zero, and what comes out has the network's own names and shapes. */
import { expect, test } from 'vitest'
import { generated, hyper, noise, pixelBatch, plan, SEED } from '../engine/fixtures/narrow'
import { createWasmEngine } from '../engine/wasm/create'
import { fillingOf } from './filled'
import { resnet } from './resnet'
import { paramInfos } from './spec'

const spec = resnet('cbam_resnet18', { classes: 3, head: 'linear', width: 8 })

test('parameters and optimizer state go in and come back', () => {
  const params = generated(spec)
  const { fill, crop, spec: filled } = fillingOf(spec, 8)
  const shapes = new Map(paramInfos(filled).map(({ name, shape }) => [name, [...shape]]))
  for (const [name, { shape }] of fill(params)) expect([...shape], name).toEqual(shapes.get(name))
  expect(shapes.get('layer1.0.se.spatial.conv.conv.weight')).toEqual([8, 8, 7, 7])
  expect(crop(fill(params))).toEqual(params)
  const state = new Map([...params].map(([name, param]) => [`exp_avg.${name}`, param]))
  expect(crop(fill(state))).toEqual(state)
})

test('a network without means and maxima is left as it is', () => {
  const plain = resnet('se_resnet18', { classes: 3, width: 6 })
  expect(fillingOf(plain, 8).spec).toBe(plain)
})

test.each(['sgd', 'adamw'] as const)('after updates by %s with decay everything that was filled up is zero', async (optimizer) => {
  const { fill, spec: filled } = fillingOf(spec, 8)
  const engine = createWasmEngine()
  // Given as the engine makes it, it does not fill it up again.
  await engine.load(filled, fill(generated(spec)), plan({ optimizer }))
  for (let step = 1; step <= 3; step++)
    await engine.step(pixelBatch(noise(SEED, 4, 32), 4), hyper({ step, learningRate: 1e-2, momentum: 0.9, weightDecay: 0.1, update: true }))
      .result
  const after = await engine.params()
  const { crop } = fillingOf(spec, 8)
  const sum = (values: Float32Array) => values.reduce((total, value) => total + Math.abs(value), 0)
  for (const [name, { data }] of crop(after)) {
    const whole = sum(after.get(name)!.data)
    if (!name.endsWith('running_var')) expect(whole - sum(data), name).toBeLessThanOrEqual(1e-6 * whole)
  }
  await engine.dispose()
})
