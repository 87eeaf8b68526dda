/** The candidates of a few shapes on a device: all are right, and one that is broken is never taken. */
import { expect, it } from 'vitest'
import { openDevice } from '../device'
import { filterSplits } from '../kernels/conv'
import { shapeName, weightSize } from '../kernels/conv-shape'
import { DIRECTIONS, type Direction, isWinograd } from '../kernels/variants'
import { convReference, random } from '../self-test/reference'
import { WITHIN } from '../testing/all-shapes'
import { brokenDevice } from '../testing/broken-device'
import { IN_DENO } from '../testing/families'
import { nodeGpu } from '../testing/node-gpu'
import { benchOn } from './bench'
import { chooseByTime, type TuningHow } from './choose'
import { candidatesFor, type TuningJob } from './jobs'
import { valueAt } from './samples'

const SHAPES = [
  { inH: 13, inW: 11, inC: 3, outH: 7, outW: 6, outC: 8, kernel: 7, stride: 2, padding: 3, groups: 1 },
  { inH: 9, inW: 7, inC: 20, outH: 5, outW: 4, outC: 72, kernel: 3, stride: 2, padding: 1, groups: 1 },
  { inH: 9, inW: 7, inC: 20, outH: 9, outW: 7, outC: 72, kernel: 3, stride: 1, padding: 1, groups: 1 },
]
const jobs: TuningJob[] = SHAPES.flatMap((shape) =>
  DIRECTIONS.filter((direction) => shape.inC !== 3 || direction !== 'input-gradient').map((direction) => {
    const question = { direction, shape, batch: 3 }
    return { key: `${direction} ${shape.kernel}/${shape.stride}`, question, flops: 1 }
  }),
)
const how = (features: readonly string[], bench: TuningHow['bench']): TuningHow => ({
  candidates: ({ question }) => candidatesFor(question, 'tiles', features),
  bench,
  budgetMs: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
})

it('holds candidates to the definition', () => {
  for (const shape of SHAPES) {
    const n = 2
    const x = random(n * shape.inH * shape.inW * Math.ceil(shape.inC / 4) * 4, 1).map((v, at) => (shape.inC === 3 && at % 4 === 3 ? 0 : v))
    const w = random(shape.kernel ** 2 * shape.inC * shape.outC, 2)
    const dy = random(n * shape.outH * shape.outW * shape.outC, 3)
    const whole = convReference(shape, n, { x, w, dy })
    for (const [direction, values] of [
      ['forward', whole.y],
      ['input-gradient', whole.dx],
      ['filter-gradient', whole.dw],
    ] as const)
      for (let at = 0; at < values.length; at += 7) expect(valueAt(direction, shape, n, { x, w, dy }, at)).toBeCloseTo(values[at]!, 9)
  }
})

// SwiftShader takes minutes to compile what lavapipe compiles in seconds.
if (IN_DENO) {
  it('finds every candidate right, and times it', { timeout: WITHIN }, async () => {
    const opened = await openDevice(nodeGpu(), ['timestamp-query'])
    const { choices, faults, times, whole } = await chooseByTime(jobs, how(opened.features, benchOn(opened, WITHIN)))
    opened.device.destroy()
    expect([faults, whole, choices.size]).toEqual([[], true, jobs.length])
    for (const [key, found] of times) {
      expect(found.length, key).toBeGreaterThan(1)
      for (const { ms } of found) expect(ms, key).toBeGreaterThan(0)
      const winograd = found.filter(({ variant }) => isWinograd(variant)).map(({ variant }) => variant)
      expect(winograd.sort(), key).toEqual(key.endsWith('3/1') ? ['winograd-registers', 'winograd-tiles'] : [])
    }
  })

  it('never takes a candidate that is wrong by a thousandth, writes nothing, or does not compile', { timeout: WITHIN }, async () => {
    const [one] = jobs.filter(({ key }) => key === 'forward 3/2')
    const breaks = [
      [(code: string) => code.replaceAll(/y\[(o.*?)\] = /g, 'y[$1] = 1.001 * '), 'wrong'],
      [(code: string) => code.replaceAll('let m0 = ', 'let m0 = 1000000u + '), 'wrong'],
      [(code: string) => `${code}\nfn broken() -> u32 { return 1.5; }`, 'refused'],
    ] as const
    for (const [how_, what] of breaks) {
      const opened = await openDevice(nodeGpu())
      const device = brokenDevice(opened.device, /^conv-forward-registers/, how_)
      const { choices, faults } = await chooseByTime([one!], how(opened.features, benchOn({ device }, WITHIN)))
      opened.device.destroy()
      expect(faults).toMatchObject([{ variant: 'registers', what }])
      expect(choices.get('forward 3/2')).toMatch(/^tiles/)
    }
  })

  /** Each of its dispatches, and products that are wrong at one point only. */
  const WINOGRAD: readonly (readonly [Direction, RegExp, (code: string) => string, 'wrong' | 'refused'])[] = [
    ['forward', /^winograd-weights/, (code) => code.replace('0.5 * (', '0.501 * ('), 'wrong'],
    ['forward', /^winograd-x/, (code) => code.replace(' < 9 ', ' < 8 '), 'wrong'],
    [
      'forward',
      /^winograd-forward-registers/,
      (code) => code.replace('m[o + 0u] = a00', 'm[o + 0u] = select(a00, vec4f(0), wg.z == 15u)'),
      'wrong',
    ],
    ['forward', /^winograd-y/, (code) => code.replace('if (h < 9 && ', 'if (h < 8 && '), 'wrong'],
    ['forward', /^winograd-y/, (code) => `${code}\nfn broken() -> u32 { return 1.5; }`, 'refused'],
    ['input-gradient', /^winograd-input-gradient-registers/, (code) => code.replaceAll('3u - ', '2u - '), 'wrong'],
    ['filter-gradient', /^winograd-filter-gradient-registers/, (code) => code.replace('t < count', 't + 1u < count'), 'wrong'],
    ['filter-gradient', /^winograd-dw/, (code) => code.replace('0.5 * (', '0.501 * ('), 'wrong'],
  ]
  it.each(WINOGRAD)('never takes Winograd’s %s with a broken %s', { timeout: WITHIN }, async (direction, kernel, broken, what) => {
    const key = `${direction} 3/1`
    const opened = await openDevice(nodeGpu())
    const device = brokenDevice(opened.device, kernel, broken)
    // The sensible one is right, and of what is broken nothing is taken, however fast.
    const { choices, faults } = await chooseByTime(
      jobs.filter((job) => job.key === key),
      {
        ...how(opened.features, benchOn({ device }, WITHIN)),
        candidates: () => ['registers', 'winograd-registers'],
      },
    )
    opened.device.destroy()
    expect(faults).toMatchObject([
      { key, variant: 'winograd-registers', what, kernel: `conv-${direction}-winograd-registers ${shapeName(SHAPES[2]!)}` },
    ])
    expect(choices.get(key)).toBe('registers')
  })
}

const PASS = { setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} }
/** A device of so many bytes, as far as benches are made on it: what does not fit is told to the scope, and a buffer comes all the same. */
function smallDevice(room: number) {
  const scopes: { filter: string; error: { message: string } | null }[] = []
  const made: { size: number; destroy: () => void }[] = []
  let held = 0
  const device = {
    features: new Set<string>(),
    queue: { writeBuffer: () => {}, submit: () => {} },
    lost: new Promise(() => {}),
    ...{ createShaderModule: () => ({}), createBindGroup: () => ({}), createBindGroupLayout: () => ({}), createPipelineLayout: () => ({}) },
    createComputePipelineAsync: async () => ({}),
    createCommandEncoder: () => ({ clearBuffer() {}, copyBufferToBuffer() {}, finish() {}, beginComputePass: () => PASS }),
    createBuffer({ size }: { size: number }) {
      held += size
      const scope = scopes.findLast(({ filter }) => filter === 'out-of-memory')
      if (held > room && !scope) throw new Error('nobody hears that memory ran out')
      if (held > room) scope!.error = { message: 'out of memory' }
      let isThere = true
      const buffer = {
        size,
        destroy: () => {
          held -= isThere ? size : 0
          isThere = false
        },
        mapAsync: async () => {},
        getMappedRange: () => new ArrayBuffer(size),
        unmap: () => {},
      }
      made.push(buffer)
      return buffer
    },
    pushErrorScope: (filter: string) => void scopes.push({ filter, error: null }),
    popErrorScope: async () => scopes.pop()!.error,
  }
  return { opened: { device: device as unknown as GPUDevice }, made, scopes, held: () => held }
}

it('times fewer pictures where there is no room for all, and none where there is none for one; nothing is left behind', async () => {
  const shape = { ...SHAPES[1]!, inH: 64, inW: 64, outH: 32, outW: 32 }
  const job: TuningJob = { key: 'a', question: { direction: 'forward', shape, batch: 8 }, flops: 1 }
  const picture = (64 * 64 * shape.inC + 2 * 2 * 32 * 32 * shape.outC) * 4
  const { opened, made, scopes, held } = smallDevice(3 * picture)
  const bench = await benchOn(opened)(job)
  expect(bench).not.toBeNull()
  const sizes = made.map(({ size }) => size)
  for (const n of [8, 4, 2]) expect(sizes).toContain(n * 64 * 64 * shape.inC * 4)
  expect(sizes).not.toContain(64 * 64 * shape.inC * 4)
  bench!.close()
  expect([held(), scopes]).toEqual([0, []])
  const none = smallDevice(picture / 4)
  expect(await benchOn(none.opened)(job)).toBeNull()
  expect([none.held(), none.scopes]).toEqual([0, []])
})

it('keeps the parts of no sum longer than it looks at them, and has no candidate for which there is no room', async () => {
  const shape = { ...SHAPES[1]!, inH: 32, inW: 32, outH: 16, outW: 16 }
  const job: TuningJob = { key: 'a', question: { direction: 'filter-gradient', shape, batch: 8 }, flops: 1 }
  const parts = 4 * weightSize(shape) * filterSplits('tiles', shape, 8)
  expect(filterSplits('tiles', shape, 8)).toBeGreaterThan(1)
  const { opened, held, made } = smallDevice(Number.POSITIVE_INFINITY)
  const bench = (await benchOn(opened)(job))!
  const before = held()
  for (const look of ['try', 'again'] as const) {
    const count = made.length
    await bench[look]('tiles', 1)
    expect(made.slice(count).map(({ size }) => size)).toContain(parts)
    expect(held()).toBe(before)
  }
  bench.close()
  const small = smallDevice(before + parts - 1)
  const tight = (await benchOn(small.opened)(job))!
  expect(await tight.try('tiles', 1)).toMatchObject({ fault: 'refused', detail: 'out of memory' })
  tight.close()
  expect([small.held(), small.scopes]).toEqual([0, []])
})
