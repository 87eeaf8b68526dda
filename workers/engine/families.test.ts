/** The families beside the plain ResNet, in each engine against PyTorch, by direction and size of every tensor. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paramInfos } from '../model/spec'
import type { TrainingEngine } from './engine'
import { comparedOf, FAMILIES, familyErrors, familyOf, shapesOf } from './fixtures/families'
import { createTfjsEngine } from './tfjs/create'
import { createWasmEngine } from './wasm/create'

test.each(FAMILIES)('%s has the names and shapes of torch', (name) => {
  const ours = paramInfos(familyOf(name)).map((info) => [info.name, [...info.shape]])
  expect(Object.fromEntries(ours)).toEqual(shapesOf(name))
})

describe.each(Object.entries({ wasm: async () => createWasmEngine(), 'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }) }))(
  '%s',
  (backend, create) => {
    let engine: TrainingEngine
    beforeAll(async () => {
      engine = await create()
    })
    afterAll(() => engine.dispose())

    test.each(FAMILIES)(
      '%s: logits, features, Grad-CAM; gradients, running statistics and 20 steps where torch has them soundly',
      async (name) => {
        const errors = await familyErrors(engine, name, backend === 'wasm')
        expect(Object.keys(errors).length).toBeGreaterThanOrEqual(comparedOf(name))
        const bound = (key: string) => (key.startsWith('steps.') ? 1e-2 : 1e-3)
        expect(Object.entries(errors).filter(([key, error]) => !(error < bound(key)))).toEqual([])
      },
      120_000,
    )
  },
)
