/** A narrow Vision Transformer in every engine against PyTorch. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainingEngine } from './engine'
import { FAMILY_LIMITS, familyErrors } from './fixtures/family'
import { noise, pixelBatch, plan, relative } from './fixtures/narrow'
import { narrowVit, timmLooks, vitNetwork } from './fixtures/vit'
import { createTfjsEngine } from './tfjs/create'
import { createWasmEngine } from './wasm/create'
import { openWebGpuEngine } from './webgpu/engine'
import { IN_DENO } from './webgpu/testing/families'

type Create = () => Promise<TrainingEngine>
/** What such a plan takes to compile is seconds on lavapipe, a minute on SwiftShader, which `operations.test.ts` holds to a smaller one; the processor's engines are held in Node. */
const ENGINES: Readonly<Record<string, Create>> = IN_DENO
  ? { webgpu: async () => openWebGpuEngine((await import('./webgpu/testing/node-gpu')).nodeGpu()) }
  : { wasm: async () => createWasmEngine(), 'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }) }

describe.each(Object.entries(ENGINES))('%s', (_, create) => {
  let engine: TrainingEngine
  beforeAll(async () => {
    engine = await create()
  })
  afterAll(() => engine.dispose())

  test('a narrow ViT equals PyTorch: logits, every gradient with none, some and all but the head frozen, 20 steps', async () => {
    const { frozen, ...expected } = narrowVit()
    // There one plan.
    const held = IN_DENO ? { 0: frozen[0]! } : frozen
    const errors = await familyErrors(engine, vitNetwork(expected.narrow), { ...expected, frozen: held })
    for (const [what, limit] of Object.entries(FAMILY_LIMITS)) expect(errors[what as keyof typeof errors], what).toBeLessThan(limit)
  }, 240_000)

  test('shows what the class token of timm’s own network takes of each patch, of larger pictures too', async () => {
    const { narrow, batch, pictures, looks } = timmLooks()
    const { spec, params } = vitNetwork(narrow)
    for (const { size, logits, maps } of looks) {
      await engine.load(spec, params, plan({ batch, imageSize: size }))
      const seen = pixelBatch(noise(pictures, batch, size), batch)
      expect(relative(await engine.evaluate(seen), logits), `logits at ${size} px`).toBeLessThan(1e-4)
      const shown = await engine.gradCam(seen, new Int32Array(batch))
      expect([shown.height, shown.width]).toEqual([size / narrow.patch, size / narrow.patch])
      expect(relative(shown.maps, maps), `maps at ${size} px`).toBeLessThan(1e-4)
    }
  }, 240_000)
})
