/** After an engine failed the very next one works: nothing of the failed one is left in the backend that both share. */
import { beforeAll, expect, test, vi } from 'vitest'
import { EngineLostError, type TrainingEngine } from '../engine'
import { generated, hyper, network, noise, pixelBatch, plan } from '../fixtures/narrow'
import { installWebgpu } from '../fixtures/node-gpu'
import { Heap } from './wasm/heap'

beforeAll(installWebgpu)

const batch = () => pixelBatch(noise(1, 4, 32), 4)
async function loaded(backend: 'tfjs-wasm' | 'tfjs-webgpu'): Promise<TrainingEngine> {
  const { createTfjsEngine } = await import('./create')
  const engine = await createTfjsEngine({ backend })
  const spec = network()
  await engine.load(spec, generated(spec), plan({ optimizer: 'adam' }))
  return engine
}
/** A step's loss. */
const stepped = async (engine: TrainingEngine) => (await engine.step(batch(), hyper({ update: true })).result).loss

test('wasm: out of memory anywhere in a step leaks nothing', async () => {
  const first = await loaded('tfjs-wasm')
  const loss = await stepped(first)
  await first.dispose()
  expect(first.bytes()).toBe(0)
  for (const failAt of [1, 7, 30, 80, 140]) {
    const engine = await loaded('tfjs-wasm')
    const alloc = vi.spyOn(Heap.prototype, 'alloc')
    let asked = 0
    const real = alloc.getMockImplementation() ?? Heap.prototype.alloc
    alloc.mockRestore()
    const failing = vi.spyOn(Heap.prototype, 'alloc').mockImplementation(function (this: Heap, shape) {
      if (++asked === failAt) throw new EngineLostError('full', 'out-of-memory')
      return real.call(this, shape)
    })
    await expect(stepped(engine)).rejects.toMatchObject({ reason: 'out-of-memory' })
    failing.mockRestore()
    await engine.dispose()
    expect(engine.bytes(), `after allocation ${failAt}`).toBe(0)
  }
  const next = await loaded('tfjs-wasm')
  expect(await stepped(next)).toBe(loss)
  await next.dispose()
}, 60_000)

test('wasm: a backend whose code stopped is started anew', async () => {
  const engine = await loaded('tfjs-wasm')
  const tf = await import('@tensorflow/tfjs')
  const before = tf.findBackend('wasm')
  const trap = vi.spyOn(Heap.prototype, 'conv').mockImplementation(() => {
    throw new EngineLostError('WebAssembly stopped: unreachable', 'lost')
  })
  await expect(stepped(engine)).rejects.toMatchObject({ reason: 'lost' })
  trap.mockRestore()
  await engine.dispose()
  const next = await loaded('tfjs-wasm')
  expect(tf.findBackend('wasm')).not.toBe(before)
  expect(await stepped(next)).toBeGreaterThan(0)
  await next.dispose()
}, 60_000)

test('tfjs-webgpu: a lost device is replaced by the next engine', async () => {
  const tf = await import('@tensorflow/tfjs')
  const engine = await loaded('tfjs-webgpu')
  const { device } = tf.backend() as unknown as { device: GPUDevice }
  device.destroy()
  expect((await engine.lost).reason).toBe('lost')
  await engine.dispose()
  const next = await loaded('tfjs-webgpu')
  expect(await next.evaluate(pixelBatch(noise(1, 1, 32), 1))).toHaveLength(3)
  await next.dispose()
}, 120_000)
