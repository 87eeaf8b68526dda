/** The families beside the plain ResNet, in each engine against PyTorch, by direction and size of every tensor. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paramInfos } from '../model/spec'
import type { TrainingEngine } from './engine'
import { comparedOf, FAMILIES, type FamilyName, familyErrors, familyOf, shapesOf } from './fixtures/families'
import { createTfjsEngine } from './tfjs/create'
import { createWasmEngine } from './wasm/create'
import { openWebGpuEngine } from './webgpu/engine'
import { ALL_SHAPES } from './webgpu/testing/all-shapes'
import { IN_DENO } from './webgpu/testing/families'

/** On wgpu those of other layers than a ResNet's; lavapipe compiles an EfficientNet for longer than all the rest, which has SiLU in a hard-swish's place: only with all shapes. */
const ON_WGPU: readonly FamilyName[] = ['mobilenet_v2', 'mobilenet_v3_small', ...(ALL_SHAPES ? ['efficientnet_b0' as const] : [])]
const HELD = IN_DENO ? ON_WGPU : FAMILIES

type Create = () => Promise<TrainingEngine>
/** What such a plan takes to compile is seconds on lavapipe, minutes on SwiftShader; the processor's engines are held in Node. */
const ENGINES: Readonly<Record<string, Create>> = IN_DENO
  ? { webgpu: async () => openWebGpuEngine((await import('./webgpu/testing/node-gpu')).nodeGpu()) }
  : { wasm: async () => createWasmEngine(), 'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }) }

test.each(FAMILIES)('%s has the names and shapes of torch', (name) => {
  const ours = paramInfos(familyOf(name)).map((info) => [info.name, [...info.shape]])
  expect(Object.fromEntries(ours)).toEqual(shapesOf(name))
})

describe.each(Object.entries(ENGINES))('%s', (backend, create) => {
  let engine: TrainingEngine
  beforeAll(async () => {
    engine = await create()
  })
  afterAll(() => engine.dispose())

  test.each(HELD)(
    '%s: logits, features, Grad-CAM; gradients, running statistics and 20 steps',
    async (name) => {
      // One plan a network, without the 20 steps.
      const frozen = IN_DENO ? [0] : undefined
      const errors = await familyErrors(engine, name, backend === 'wasm', frozen)
      expect(Object.keys(errors).length).toBeGreaterThanOrEqual(comparedOf(name, frozen))
      const bound = (key: string) => (key.startsWith('steps.') ? 1e-2 : 1e-3)
      expect(Object.entries(errors).filter(([key, error]) => !(error < bound(key)))).toEqual([])
    },
    IN_DENO ? 600_000 : 120_000,
  )
})
