/** A network that the engine for the processor does not take trains all the same. */
import { afterEach, expect, test } from 'vitest'
import type { TrainingEngine } from '../../engine/engine'
import { generated, hyper, noise, pixelBatch, plan, SEED } from '../../engine/fixtures/narrow'
import { createTfjsEngine } from '../../engine/tfjs/create'
import { createWasmEngine } from '../../engine/wasm/create'
import { type ResNetName, resnet } from '../../model/resnet'
import { ProcessorEngine } from './processor'

let engine: TrainingEngine
afterEach(() => engine.dispose())

test('groups of channels, and a plain network after them', async () => {
  const made: string[] = []
  engine = new ProcessorEngine(createWasmEngine(), async (kind) => {
    made.push(kind)
    return kind === 'own' ? createWasmEngine() : createTfjsEngine({ backend: 'tfjs-wasm' })
  })
  for (const arch of ['resnet18', 'resnext50_32x4d', 'resnet18'] as const satisfies ResNetName[]) {
    const spec = resnet(arch, { classes: 3, width: 16, head: 'linear' })
    await engine.load(spec, generated(spec), plan({ batch: 2, imageSize: 32 }))
    const { loss } = await engine.step({ ...pixelBatch(noise(SEED, 2, 32), 2), labels: Int32Array.of(0, 2) }, hyper()).result
    expect(loss).toBeGreaterThan(0)
    expect(engine.info.backend).toBe('wasm')
  }
  expect(made).toEqual(['other', 'own'])
})
