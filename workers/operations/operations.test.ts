/** Every operation, and every place that it may stand in, in every engine against PyTorch. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainingEngine } from '../engine/engine'
import { createTfjsEngine } from '../engine/tfjs/create'
import { createWasmEngine } from '../engine/wasm/create'
import { openWebGpuEngine } from '../engine/webgpu/engine'
import { IN_DENO } from '../engine/webgpu/testing/families'
import { nodeGpu } from '../engine/webgpu/testing/node-gpu'
import { paramInfos } from '../model/spec'
import { NETWORKS, networkErrors, networkOf } from './fixtures/networks'

type Engines = Readonly<Record<string, () => Promise<TrainingEngine> | TrainingEngine>>
/** The processor's are the same in Deno. */
const PROCESSORS: Engines = { wasm: () => createWasmEngine(), 'tfjs-wasm': () => createTfjsEngine({ backend: 'tfjs-wasm' }) }
const ENGINES: Engines = {
  ...(IN_DENO ? {} : PROCESSORS),
  webgpu: () => openWebGpuEngine(nodeGpu()),
}

/** SwiftShader compiles one network of tokens in seconds; the other is held by the other engines, and on wgpu. */
const heldBy = (engine: string) => NETWORKS.filter((name) => IN_DENO || engine !== 'webgpu' || name !== 'widened')

describe.each(Object.entries(ENGINES))('%s', (kind, create) => {
  let engine: TrainingEngine
  beforeAll(async () => {
    engine = await create()
  })
  afterAll(() => engine.dispose())

  test.each(heldBy(kind))(
    '%s: logits, features, Grad-CAM, and with each prefix frozen the gradients and running statistics of PyTorch',
    async (name) => {
      const errors = await networkErrors(engine, name)
      expect(Object.keys(errors).length).toBeGreaterThan(3 + paramInfos(networkOf(name).spec).length)
      expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
    },
    120_000,
  )
})
