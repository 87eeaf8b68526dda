/** A ResNet with attention on a plain one's weights answers as that does, and its gates learn from the first step on. */
import { expect, test } from 'vitest'
import { generated, hyper, noise, pixelBatch, plan, relative, SEED } from '../engine/fixtures/narrow'
import { createWasmEngine } from '../engine/wasm/create'
import { withQuietAttention } from './attention'
import { resnet } from './resnet'
import { paramInfos } from './spec'

test.each([
  ['se', 18, '.se.fc2.weight'],
  ['se', 50, '.se.fc2.weight'],
  ['cbam', 18, '.se.channel.fc2.weight'],
  ['cbam', 50, '.se.spatial.conv.bn.weight'],
] as const)('%s on ResNet%i', async (attention, depth, last) => {
  const engine = createWasmEngine()
  const options = { classes: 3, head: 'linear', width: 8 } as const
  const [plain, attentive] = [resnet(depth, options), resnet(`${attention}_resnet${depth}`, options)]
  const weights = generated(plain)
  const batch = pixelBatch(noise(SEED, 4, 32), 4)
  await engine.load(plain, weights, plan())
  const expected = await engine.evaluate(batch)

  const params = withQuietAttention(attentive, weights, SEED)
  expect([...params.keys()].sort()).toEqual(
    paramInfos(attentive)
      .map(({ name }) => name)
      .sort(),
  )
  await engine.load(attentive, params, plan())
  expect(relative(await engine.evaluate(batch), expected)).toBeLessThan(1e-6)
  await engine.step(batch, hyper()).result
  const gates = [...(await engine.gradients())].filter(([name]) => name.endsWith(last))
  expect(gates.length).toBe(depth === 18 ? 8 : 16)
  for (const [name, { data }] of gates) expect(Math.max(...data.map(Math.abs)), name).toBeGreaterThan(0)
  await engine.dispose()
})

test('an SE-ResNet50 has as many numbers as timm’s seresnet50, and its names', () => {
  const infos = paramInfos(resnet('se_resnet50', { classes: 1000, head: 'linear' })).filter(({ role }) => role !== 'buffer')
  expect(infos.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(28_088_024)
  expect(infos.map(({ name }) => name)).toEqual(expect.arrayContaining(['layer1.0.se.fc1.weight', 'layer4.2.se.fc2.bias']))
})
