/** Measuring: every figure of every engine, a wrong one told from a right one, an end by itself, and a stop. */
import { afterEach, expect, it, vi } from 'vitest'
import { type MeasureProgress, measuredText } from '../../protocol'
import { type Batch, EngineLimitError, type EngineLimits, EngineLostError, type TrainingEngine } from '../engine'
import { measureEngines } from './measure'

/** A clock that only engines move: each thing they do takes so long. */
let clock = 0
afterEach(() => {
  clock = 0
})

interface Toy {
  readonly device: string
  readonly software?: boolean
  readonly takes: number
  /** Of every answer and loss. */
  readonly off?: number
}

function toy({ device, software = true, takes, off = 0 }: Toy) {
  const dispose = vi.fn(async () => {})
  const busy = () => {
    clock += takes
  }
  const engine = {
    info: { backend: software ? 'wasm' : 'webgpu', device, software, features: [] },
    load: async () => {},
    step: (_: Batch) => {
      busy()
      return { result: Promise.resolve({ loss: 2 + off, correct: 0 }) }
    },
    evaluate: async () => {
      busy()
      return Float32Array.of(1, 1 + off)
    },
    features: async () => {
      busy()
      return Float32Array.of(1)
    },
    gradCam: async () => ({ maps: Float32Array.of(1) }),
    gradients: async () => new Map(),
    params: async () => new Map(),
    dispose,
  } as unknown as TrainingEngine
  return { engine, dispose }
}

const how = { environment: 'Rocket/1', now: () => clock, sizes: [64] }
const still = () => new AbortController().signal

it('rates every engine, and compares each with the first', async () => {
  const [cpu, gpu] = [toy({ device: 'two threads', takes: 1000 }), toy({ device: 'Rocket', software: false, takes: 100, off: 0.1 })]
  const told: MeasureProgress[] = []
  const measured = await measureEngines({
    ...how,
    engines: [async () => cpu.engine, async () => gpu.engine],
    signal: still(),
    onProgress: (progress) => told.push(progress),
  })
  expect(measured.isWhole).toBe(true)
  expect(measured.rates.map(({ device, learns, batch }) => [device, learns, batch])).toEqual([
    ['two threads', 'head', 8],
    ['two threads', 'everything', 8],
    ['Rocket', 'head', 32],
    ['Rocket', 'everything', 32],
  ])
  // A second for eight pictures; a tenth for 32.
  expect(measured.rates.map(({ imagesPerSecond }) => Math.round(imagesPerSecond))).toEqual([8, 8, 320, 320])
  expect(measured.rates[1]!.gflops).toBeCloseTo(3 * measured.rates[0]!.gflops)
  expect(measured.ceilings).toHaveLength(2)
  expect(measured.parity[0]).toMatchObject({ error: 0, isRight: true })
  expect(measured.parity[1]!.error).toBeGreaterThan(0.01)
  expect(measured.parity[1]!.isRight).toBe(false)
  expect(measured.passes).toMatchObject([
    { inferenceMs: 1000, trainingMs: 1000, loss: 2, isRight: true },
    { inferenceMs: 100, trainingMs: 100, loss: 2.1, isRight: false },
  ])
  expect(told.at(-1)!.share).toBe(1)
  expect(told.map(({ share }) => share)).toEqual(told.map(({ share }) => share).sort((a, b) => a - b))
  expect([cpu.dispose, gpu.dispose].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
  const text = measuredText(measured)
  expect(text).toContain('| wasm (two threads), 64 px, head only | 8 | 8.0 |')
  expect(text).toMatch(/^\| wasm \(two threads\) \| .* \| compared with \|$/m)
  expect(text).toMatch(/^\| webgpu \(Rocket\) \| .* \| ~~.*, wrong~~ \|$/m)
  expect(text).toContain('| ~~webgpu (Rocket)~~ | ~~100.0~~ | ~~100.0~~ | ~~2.1000~~ |')
})

it('takes an engine that gives the very same for right, and one that gives no numbers for wrong', async () => {
  const engines = [
    toy({ device: 'one', takes: 1000 }),
    toy({ device: 'two', takes: 1000 }),
    toy({ device: 'three', takes: 1000, off: Number.NaN }),
  ]
  const measured = await measureEngines({
    ...how,
    engines: engines.map(
      ({ engine }) =>
        async () =>
          engine,
    ),
    signal: still(),
  })
  expect(measured.parity.map(({ isRight }) => isRight)).toEqual([true, true, false])
  expect(measured.passes.map(({ isRight }) => isRight)).toEqual([true, true, false])
  const text = measuredText(measured)
  expect(text.match(/compared with/g)).toHaveLength(1)
  expect(text).toMatch(/wasm \(two\) \| .* \| 0\.0e\+0 \|/)
})

it('ends by itself, with what is known by then', async () => {
  const { engine, dispose } = toy({ device: 'slow', takes: 20_000 })
  const measured = await measureEngines({ ...how, engines: [async () => engine], signal: still(), budgetMs: 60_000 })
  expect(measured.isWhole).toBe(false)
  expect(measured.parity).toHaveLength(1)
  expect(measured.rates).toEqual([])
  expect(dispose).toHaveBeenCalledTimes(1)
})

it('is stopped within a figure', async () => {
  const { engine, dispose } = toy({ device: 'slow', takes: 1 })
  const controller = new AbortController()
  let looks = 0
  const breathe = async () => {
    if (++looks === 3) controller.abort()
  }
  const measured = await measureEngines({ ...how, engines: [async () => engine], signal: controller.signal, breathe })
  expect(looks).toBe(3)
  expect(measured).toMatchObject({ isWhole: false, rates: [], ceilings: [] })
  expect(measured.parity).toHaveLength(1)
  expect(dispose).toHaveBeenCalledTimes(1)
})

it.each([
  ['cannot hold', (limits: EngineLimits) => new EngineLimitError('too large', limits)],
  ['ran out of memory with', () => new EngineLostError('too large', 'out-of-memory')],
])('passes over what an engine %s, and goes on', async (_, fault) => {
  const [{ engine }, cpu] = [toy({ device: 'small', takes: 1000 }), toy({ device: 'two threads', takes: 1000 })]
  engine.load = async (_spec, _params, { batch, imageSize }) => {
    const limits = { batch, imageSize, needed: 2, given: 1, suggestedBatch: null }
    if (imageSize >= 128) throw fault(limits)
  }
  const measured = await measureEngines({
    ...{ ...how, sizes: [64, 128] },
    engines: [async () => engine, async () => cpu.engine],
    signal: still(),
  })
  expect(measured.isWhole).toBe(false)
  const of = (device: string) => measured.rates.filter((rate) => rate.device === device).map(({ imageSize }) => imageSize)
  expect([of('small'), of('two threads')]).toEqual([
    [64, 64],
    [64, 64, 128, 128],
  ])
  // Nobody says what its loss should be: it is not taken for right.
  expect(measured.passes).toMatchObject([{ device: 'two threads', isRight: null }])
  expect(measuredText(measured)).toContain('| wasm (two threads) (compared with none) |')
})

it('tells of an engine that fails, and frees it', async () => {
  const { engine, dispose } = toy({ device: 'broken', takes: 1 })
  engine.load = async () => Promise.reject(new Error('no memory'))
  await expect(measureEngines({ ...how, engines: [async () => engine], signal: still() })).rejects.toThrow('no memory')
  expect(dispose).toHaveBeenCalledTimes(1)
})
