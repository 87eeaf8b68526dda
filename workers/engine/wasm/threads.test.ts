/** Results do not depend on how many threads computed them, nor on which run it was; threads that are lost, and memory that does not fit. */
import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { EngineLimitError, EngineLostError } from '../engine'
import { generated, hyper, network, noise, pixelBatch, plan } from '../fixtures/narrow'
import { compileKernels } from './code/module'
import { DONE, FAILED, LEAVE, PICTURES, WORD } from './control'
import { createWasmEngine } from './create'
import { type StartHelper, startHelpers } from './helpers'
import { startNodeThread } from './testing/node-threads'
import { Hand, type Work } from './threads'

/** Everything that two steps, a batch that is not full among them, and an evaluation leave behind. */
async function outcome(threads: number, start: StartHelper = startNodeThread) {
  const engine = createWasmEngine({ threads, start })
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
  const { alone = false, device } = engine.info
  return { losses, bits: bits.digest('hex'), alone, device }
}

test('one to four threads, and two runs, give the same bits', async () => {
  const expected = await outcome(1)
  for (const threads of [1, 2, 3, 4]) {
    const device = `wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
    expect(await outcome(threads)).toEqual({ ...expected, device })
  }
})

test('where a thread does not start, one computes the same alone and says so; it is not tried again', async () => {
  let asked = 0
  const start: StartHelper = (...given) => (++asked === 2 ? Promise.reject(new Error('no nested workers')) : startNodeThread(...given))
  const alone = await outcome(1)
  expect(alone.alone).toBe(false)
  expect(await outcome(3, start)).toEqual({ ...alone, alone: true })
  expect(asked).toBe(2)

  const engine = createWasmEngine({ threads: 2, start: () => Promise.reject(new Error(`${++asked}`)) })
  const spec = network()
  for (let loads = 0; loads < 2; loads++) await engine.load(spec, generated(spec), plan())
  expect(asked).toBe(3)
  await engine.dispose()
})

describe('a thread that is lost is an EngineLostError', () => {
  const patience = { startMs: 100, looks: 5, lookMs: 20 }
  const spec = network()
  const batch = pixelBatch(noise(1, 4, 32), 4)

  test('one that never starts, and the one that did is ended', async () => {
    let started = 0
    let ended = 0
    let given: AbortSignal | undefined
    const start: StartHelper = (_, over) => {
      given = over
      return started++ ? new Promise<never>(() => undefined) : Promise.resolve({ end: () => void ended++ })
    }
    const works = [{} as Work, {} as Work]
    const error = await startHelpers(works, start, patience).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(EngineLostError)
    expect((error as Error).message).toBe('A thread of the wasm engine did not start: it was not there after 0.1 s.')
    expect(ended).toBe(1)
    // Else what is on its way holds the memory for good.
    expect(given?.aborted).toBe(true)
  })

  test('one that cannot start says why', async () => {
    const refused = startHelpers([{} as Work], () => Promise.reject(new Error('no room')), patience)
    await expect(refused).rejects.toThrow('did not start: no room.')
  })

  test('one that dies with work in hand', async () => {
    // Takes an operation's first item, as a thread does, and is gone.
    const dying = `const { parentPort, workerData } = require('node:worker_threads')
      const i32 = new Int32Array(workerData.memory.buffer)
      parentPort.postMessage('here')
      for (;;) {
        const word = Atomics.load(i32, ${WORD})
        const given = word >>> 16 < ${LEAVE - 1} && (word & 0xffff) === 0
        if (given && Atomics.compareExchange(i32, ${WORD}, word, word + 1) === word) process.exit()
      }`
    const start = ({ memory }: { memory: WebAssembly.Memory }) =>
      new Promise<{ end(): void }>((resolve) => {
        const worker = new Worker(dying, { eval: true, workerData: { memory } })
        worker.once('message', () => resolve({ end: () => void worker.terminate() }))
      })
    const engine = createWasmEngine({ threads: 2, start, patience: { ...patience, startMs: 20_000 } })
    await engine.load(spec, generated(spec), plan())
    let error: unknown
    // It may be slower than the engine's own thread at first.
    while (!error) await engine.step(batch, hyper()).result.catch((e: unknown) => (error = e))
    expect(error).toBeInstanceOf(EngineLostError)
    expect((error as Error).message).toBe('A thread of the wasm engine has not answered for 0.1 s.')
    expect(await engine.lost).toBe(error)
    await expect(engine.evaluate(batch)).rejects.toBe(error)
    await engine.dispose()
  })

  test('one whose kernel stops tells the engine’s own thread, which waits no longer', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const outside = { kind: 'copy', args: { x: 65536, y: 0, size: 4 } } as const
    const hand = new Hand({ module: compileKernels(true, false), memory, ops: [outside], scratch: 0 })
    hand.i32[PICTURES] = 2
    expect(() => hand.serve()).toThrow(WebAssembly.RuntimeError)
    expect(Atomics.load(hand.i32, FAILED)).toBe(1)
    // As it is for who has all of an operation's items done but the other's.
    const leading = new Hand({
      module: compileKernels(true, false),
      memory,
      ops: [{ ...outside, args: { x: 8192, y: 8192, size: 4 } }],
      scratch: 0,
    })
    const taken = leading.takeAll.bind(leading)
    leading.takeAll = () => {
      const word = taken()
      Atomics.sub(leading.i32, DONE, 1)
      return word
    }
    expect(() => leading.lead(0, true)).toThrow('failed with work in hand')
  })
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
