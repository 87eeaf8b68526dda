/** What an engine fills up with zeros stays zero, and reaches as far as its kernels need and no further. */
import { expect, test } from 'vitest'
import { buildNetwork } from '../model/networks'
import { resnet } from '../model/resnet'
import { type ModelSpec, type ParamMap, paramInfos } from '../model/spec'
import { generated, hyper, noise, pixelBatch, plan, SEED } from './fixtures/narrow'
import { paddedNetwork, resized } from './padding'
import { createWasmEngine } from './wasm/create'
import { takesNetwork } from './wasm/takes'

const shapesOf = (spec: ModelSpec) => new Map(paramInfos(spec).map(({ name, shape }) => [name, [...shape]]))
const CBAM = resnet('cbam_resnet18', { classes: 3, head: 'linear', width: 8 })

test('CBAM’s maps of two channels and of one, and its layers of four, are filled up', () => {
  const shapes = shapesOf(paddedNetwork(CBAM, 8))
  expect(shapes.get('layer1.0.se.spatial.conv.conv.weight')).toEqual([8, 8, 7, 7])
  expect(shapes.get('layer1.0.se.spatial.conv.bn.running_var')).toEqual([8])
  expect(shapes.get('layer1.0.se.channel.fc1.weight')).toEqual([8, 8, 1, 1])
  expect(shapes.get('layer1.0.se.channel.fc2.weight')).toEqual([8, 8, 1, 1])
})

test('the gates of 4, 6, 10 and 28 channels of EfficientNets are, and nothing else of them', () => {
  const spec = buildNetwork('efficientnet_b0', { classes: 2 })
  const [given, wide] = [shapesOf(spec), shapesOf(paddedNetwork(spec, 8))]
  const changed = [...wide].filter(([name, shape]) => String(shape) !== String(given.get(name)))
  const gates = changed.filter(([name]) => name.endsWith('fc1.bias'))
  expect(changed).toHaveLength(3 * gates.length)
  expect(new Set(gates.map(([name, shape]) => `${given.get(name)} to ${shape}`))).toEqual(
    new Set(['4 to 8', '6 to 8', '10 to 16', '20 to 24', '28 to 32']),
  )
})

test('ResNets of any attention, in groups too, are taken by the processor’s own engine', () => {
  for (const arch of ['cbam_resnet18', 'cbam_resnet50', 'cbam_resnext50_32x4d', 'se_wide_resnet50_2'] as const)
    expect(takesNetwork(resnet(arch, { classes: 2 })), arch).toBe(true)
})

test('what needs no filling, or cannot be filled, is left as it is', () => {
  const fits = resnet('se_resnet18', { classes: 3 })
  expect(paddedNetwork(fits, 8)).toBe(fits)
  // Every map of it is added to another.
  expect(takesNetwork(resnet(18, { classes: 3, width: 6 }))).toBe(false)
})

test('parameters go in and come back', () => {
  const wide = shapesOf(paddedNetwork(CBAM, 8))
  for (const [name, { shape, data }] of generated(CBAM)) {
    const stored = resized(data, shape, wide.get(name)!)
    expect(stored.length, name).toBe(wide.get(name)!.reduce((a, b) => a * b, 1))
    expect(resized(stored, wide.get(name)!, shape), name).toEqual(data)
  }
})

test.each(['sgd', 'adamw'] as const)('after updates by %s with decay everything that was filled up is zero', async (optimizer) => {
  const spec = paddedNetwork(CBAM, 8)
  const [given, wide] = [shapesOf(CBAM), shapesOf(spec)]
  const filled: ParamMap = new Map(
    Array.from(generated(CBAM), ([name, { shape, data }]) => {
      const to = wide.get(name)!
      return [name, { shape: to, data: resized(data, shape, to) }]
    }),
  )
  const engine = createWasmEngine()
  // Given as the engine makes it, it does not fill it up again, and shows all of it.
  await engine.load(spec, filled, plan({ optimizer }))
  for (let step = 1; step <= 3; step++)
    await engine.step(pixelBatch(noise(SEED, 4, 32), 4), hyper({ step, learningRate: 1e-2, momentum: 0.9, weightDecay: 0.1, update: true }))
      .result
  const after = await engine.params()
  await engine.dispose()
  const sum = (values: Float32Array) => values.reduce((total, value) => total + Math.abs(value), 0)
  for (const [name, { shape, data }] of after) {
    const own = resized(data, shape, given.get(name)!)
    expect(sum(data), name).toBeCloseTo(sum(own), 5)
    expect(resized(own, given.get(name)!, shape), name).toEqual(data)
  }
})
