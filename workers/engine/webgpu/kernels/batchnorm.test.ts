/** BatchNorm's kernels against float64: statistics, apply with and without shortcuts, backward under every mask, and folding. */
import { beforeAll, describe, expect, it } from 'vitest'
import { relative } from '../../fixtures/narrow'
import { openDevice } from '../device'
import { cases, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { normGradients, normReference, pick, random } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel } from '../testing/run-kernel'
import {
  type Mask,
  normApply,
  normBackward,
  normBackwardFinalise,
  normBackwardSums,
  normFinalise,
  normFold,
  normStatistics,
  STATS,
} from './batchnorm'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

const EPS = 1e-5
/** Means this many times the largest deviation from zero: a naive variance, or a scale and shift of x itself, would lose as many digits. */
const OFFSETS = [0, 10, -30, 300]

describe.each([1, 16])('BatchNorm, %i lanes', (lanes) => {
  /** A random case's data, its statistics on the device and in float64. */
  async function prepared(i: number, salt = 0) {
    const shape = { pixels: pick(1, 40, i, 6), channels: 4 * pick(1, 9, i, 7) }
    const n = pick(2, 5, i, 8)
    const by = { groups: pick(1, 5, i, 9), lanes }
    const { channels } = shape
    const size = n * shape.pixels * channels
    const x = random(size, i, 1, salt).map((v) => v + OFFSETS[(i + salt) % 4]!)
    const [weight, bias] = [random(channels, i, 3, salt), random(channels, i, 4, salt)]
    const { partial } = await runKernel(device, normStatistics(shape, by), { x, partial: by.groups * 2 * channels }, n)
    const before = { mean: random(channels, i, 10), variance: random(channels, i, 11) }
    const momentum = 0.1 + (i % 10) / 10
    const data = { x, partial: partial!, weight, bias, ...before, stats: STATS * channels }
    const { stats, mean, variance } = await runKernel(device, normFinalise(shape, by, EPS, momentum), data, n)
    const expected = normReference(x, weight, bias, EPS)
    const moved = (old: Float32Array, now: Float64Array) => now.map((v, c) => (1 - momentum) * old[c]! + momentum * v)
    expect(relative(mean!, moved(before.mean, expected.mean))).toBeLessThan(TOLERANCE)
    expect(relative(variance!, moved(before.variance, expected.unbiased))).toBeLessThan(TOLERANCE)
    return { shape, n, by, size, x, weight, stats: stats!, expected }
  }

  it.each(cases(4))('shape %i', { timeout: WITHIN }, async (i) => {
    const { shape, n, by, size, x, weight, stats, expected } = await prepared(i)
    const { channels } = shape
    const other = await prepared(i, 1)
    const residual = random(size, i, 12)
    const shortcuts = [
      ['none', {}, expected.y],
      ['tensor', { residual }, expected.y.map((v, at) => v + residual[at]!)],
      ['norm', { residual: other.x, stats2: other.stats }, expected.y.map((v, at) => v + other.expected.y[at]!)],
    ] as const
    for (const [shortcut, data, sum] of shortcuts) {
      const relu = shortcut !== 'none' || i % 2 === 1
      const { y } = await runKernel(device, normApply(shape, shortcut, relu), { x, stats, ...data, y: size }, n)
      expect(relative(y!, relu ? sum.map((v) => Math.max(v, 0)) : sum), shortcut).toBeLessThan(TOLERANCE)
    }

    const g = random(size, i, 2)
    const y = random(size, i, 13)
    const passed: Record<Mask, (at: number) => boolean> = {
      none: () => true,
      recompute: (at) => expected.y[at]! > 0,
      output: (at) => y[at]! > 0,
    }
    for (const mask of ['none', 'recompute', 'output'] as const) {
      const d = g.map((v, at) => (passed[mask](at) ? v : 0))
      const { dx, dweight, dbias } = normGradients(expected, d, weight)
      const data = { x, stats, g, ...(mask === 'output' ? { y } : {}), partial: by.groups * 2 * channels }
      const sums = await runKernel(device, normBackwardSums(shape, by, mask), data, n)
      if (mask === 'output') expect(sums.g).toEqual(d)
      const done = await runKernel(
        device,
        normBackwardFinalise(shape, by),
        { partial: sums.partial!, dweight: channels, dbias: channels, means: 2 * channels },
        n,
      )
      expect(relative(done.dweight!, dweight), mask).toBeLessThan(TOLERANCE)
      expect(relative(done.dbias!, dbias), mask).toBeLessThan(TOLERANCE)
      const inPlace = i % 2 === 0
      const kernel = normBackward(shape, mask === 'recompute' ? mask : 'none', inPlace)
      const back = await runKernel(
        device,
        kernel,
        { x, stats, means: done.means!, g: mask === 'output' ? d : g, ...(inPlace ? {} : { dx: size }) },
        n,
      )
      expect(relative((inPlace ? back.g : back.dx)!, dx), mask).toBeLessThan(TOLERANCE)
    }
  })
})

it.each(cases(6))('folding, case %i', { timeout: WITHIN }, async (i) => {
  const quads = pick(1, 90, i, 1)
  const params = random(quads * 8, i, 2)
  const buffers = random(quads * 8, i, 3).map((v, at) => (at % 8 < 4 ? v * OFFSETS[i % 4]! : 0.01 + Math.abs(v) * 3))
  // Weight and bias, mean and variance interleaved, and the output turned round, so that every offset counts.
  const eps = 1e-5 * (1 + (i % 3))
  const bits = new Uint32Array(Float32Array.of(eps).buffer)[0]!
  const table = Uint32Array.from({ length: quads }, (_, q) => q).reduce(
    (all, q) => {
      all.set([2 * q, 2 * q + 1, 2 * q, 2 * q + 1, quads - 1 - q, 2 * quads - 1 - q, bits, 0], q * 8)
      return all
    },
    new Uint32Array(quads * 8),
  )
  const expected = new Float64Array(quads * 8)
  for (let q = 0; q < quads; q++) {
    for (let c = 0; c < 4; c++) {
      const [weight, bias] = [params[q * 8 + c]!, params[q * 8 + 4 + c]!]
      const scale = weight / Math.sqrt(buffers[q * 8 + 4 + c]! + Math.fround(eps))
      expected[(quads - 1 - q) * 4 + c] = scale
      expected[(2 * quads - 1 - q) * 4 + c] = bias - buffers[q * 8 + c]! * scale
    }
  }
  const { folded } = await runKernel(device, normFold(quads), { params, buffers, table, folded: expected.length }, 1)
  expect(relative(folded!, expected)).toBeLessThan(TOLERANCE)
})
