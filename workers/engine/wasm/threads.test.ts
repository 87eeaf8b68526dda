/** Results do not depend on how many threads computed them, nor on which run it was; and memory that does not fit. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { EngineLimitError } from '../engine'
import { generated, hyper, network, noise, pixelBatch, plan } from '../fixtures/narrow'
import { createWasmEngine } from './create'
import { startNodeThread } from './testing/node-threads'

/** Everything that two steps, a batch that is not full among them, and an evaluation leave behind. */
async function outcome(threads: number) {
  const engine = createWasmEngine({ threads, start: startNodeThread })
  const spec = network(0.5)
  await engine.load(spec, generated(spec), plan({ optimizer: 'adam', ema: true, batch: 8, imageSize: 64 }))
  const learns = hyper({ learningRate: 1e-3, weightDecay: 1e-2, clipNorm: 1, emaDecay: 0.9, update: true })
  const losses = []
  for (const [i, n] of [8, 3].entries()) {
    losses.push(await engine.step(pixelBatch(noise(3 + i, n, 64), n, i), { ...learns, step: i + 1 }).result)
  }
  const maps = [await engine.params(), await engine.params('ema'), await engine.optimizerState(), await engine.gradients()]
  const bits = createHash('sha256').update(await engine.evaluate(pixelBatch(noise(5, 5, 64), 5)))
  for (const map of maps) for (const [name, { data }] of map) bits.update(name).update(data)
  await engine.dispose()
  expect(engine.bytes()).toBe(0)
  return { losses, bits: bits.digest('hex') }
}

test('one to four threads, and two runs, give the same bits', async () => {
  const expected = await outcome(1)
  for (const threads of [1, 2, 3, 4]) expect(await outcome(threads), `${threads} threads`).toEqual(expected)
})

test('a plan that does not fit is refused with the batch that would, and a smaller run right after it works', async () => {
  const engine = createWasmEngine()
  const spec = network()
  await engine.load(spec, generated(spec), plan())
  const batch = pixelBatch(noise(1, 4, 32), 4)
  const before = await engine.evaluate(batch)
  const large = network(0, 64)
  const params = generated(large)
  const error = await engine.load(large, params, plan({ batch: 512, imageSize: 224 })).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(EngineLimitError)
  const { suggestedBatch } = (error as EngineLimitError).limits
  expect(suggestedBatch).toBeGreaterThan(64)
  // What was held before the refusal still answers.
  expect(await engine.evaluate(batch)).toEqual(before)
  await engine.load(spec, generated(spec), plan())
  expect(await engine.evaluate(batch)).toEqual(before)
  expect((await engine.step(batch, hyper({ update: true })).result).loss).toBeGreaterThan(0)
  await engine.dispose()
})

test('a device that gives no memory: the batch that it would give it for is named, and a smaller run right after it works', async () => {
  const { Memory } = WebAssembly
  const most = 600 // pages
  class Small extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.initial > most) throw new RangeError('could not allocate memory')
      super(descriptor)
    }
  }
  const engine = createWasmEngine()
  const spec = network()
  WebAssembly.Memory = Small
  try {
    const error = await engine.load(spec, generated(spec), plan({ batch: 256, imageSize: 64 })).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(EngineLimitError)
    const { suggestedBatch, given } = (error as EngineLimitError).limits
    expect(given).toBe(null)
    expect(suggestedBatch).toBeGreaterThan(1)
    await engine.load(spec, generated(spec), plan({ batch: suggestedBatch!, imageSize: 64 }))
    expect((await engine.step(pixelBatch(noise(1, 4, 64), 4), hyper({ update: true })).result).loss).toBeGreaterThan(0)
    await expect(engine.load(spec, generated(spec), plan({ batch: suggestedBatch! + 1, imageSize: 64 }))).rejects.toThrow(EngineLimitError)
  } finally {
    WebAssembly.Memory = Memory
    await engine.dispose()
  }
})
