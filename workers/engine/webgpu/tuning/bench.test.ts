/** The candidates of a few shapes on a device: all are right, and one that is broken is never taken. */
import { expect, it } from 'vitest'
import { openDevice } from '../device'
import { DIRECTIONS } from '../kernels/variants'
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
]
const jobs: TuningJob[] = SHAPES.flatMap((shape) =>
  DIRECTIONS.filter((direction) => shape.inC !== 3 || direction !== 'input-gradient').map((direction) => {
    const question = { direction, shape, batch: 3 }
    return { key: `${direction} ${shape.kernel}`, question, flops: 1 }
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
    }
  })

  it('never takes a candidate that is wrong by a thousandth, writes nothing, or does not compile', { timeout: WITHIN }, async () => {
    const [one] = jobs.filter(({ key }) => key === 'forward 3')
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
      expect(choices.get('forward 3')).toMatch(/^tiles/)
    }
  })
}
