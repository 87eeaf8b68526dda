/** A network that the engine for the processor does not take trains all the same. */
import { afterEach, expect, test } from 'vitest'
import type { TrainingEngine } from '../../engine/engine'
import { generated, hyper, noise, pixelBatch, plan, SEED } from '../../engine/fixtures/narrow'
import { createTfjsEngine } from '../../engine/tfjs/create'
import { createWasmEngine } from '../../engine/wasm/create'
import { resnet } from '../../model/resnet'
import { ProcessorEngine } from './processor'

let engine: TrainingEngine
afterEach(() => engine.dispose())

test('channels that are not in eights, and a usual network after them', async () => {
  const made: string[] = []
  engine = new ProcessorEngine(createWasmEngine(), async (kind) => {
    made.push(kind)
    return kind === 'own' ? createWasmEngine() : createTfjsEngine({ backend: 'tfjs-wasm' })
  })
  for (const width of [16, 12, 16]) {
    const spec = resnet(18, { classes: 3, width, head: 'linear' })
    await engine.load(spec, generated(spec), plan({ batch: 2, imageSize: 32 }))
    const { loss } = await engine.step({ ...pixelBatch(noise(SEED, 2, 32), 2), labels: Int32Array.of(0, 2) }, hyper()).result
    expect(loss).toBeGreaterThan(0)
    expect(engine.info.backend).toBe('wasm')
  }
  expect(made).toEqual(['other', 'own'])
})

test('an engine that trains alone after all says so', async () => {
  const own = createWasmEngine()
  engine = new ProcessorEngine(own, () => Promise.reject(new Error('none is needed')))
  Object.assign(own, { info: { ...own.info, alone: true } })
  expect(engine.info.alone).toBe(true)
})
