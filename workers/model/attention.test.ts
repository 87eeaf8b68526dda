/** A ResNet with squeeze-and-excitation on a plain one's weights answers as that does, and its gates learn from the first step on. */
import { expect, test } from 'vitest'
import { generated, hyper, noise, pixelBatch, plan, relative, SEED } from '../engine/fixtures/narrow'
import { createWasmEngine } from '../engine/wasm/create'
import { withQuietAttention } from './attention'
import { resnet } from './resnet'
import { paramInfos } from './spec'

test.each([18, 50] as const)('ResNet%i', async (depth) => {
  const engine = createWasmEngine()
  const options = { classes: 3, head: 'linear', width: 8 } as const
  const [plain, attentive] = [resnet(depth, options), resnet(depth, { ...options, attention: 'se' })]
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
  const gates = [...(await engine.gradients())].filter(([name]) => name.endsWith('se.fc2.weight'))
  expect(gates.length).toBe(depth === 18 ? 8 : 16)
  for (const [name, { data }] of gates) expect(Math.max(...data.map(Math.abs)), name).toBeGreaterThan(0)
  await engine.dispose()
})
