/** The small kernels against float64: normalising, ReLU and its gradient, Grad-CAM's two, and dropout's draws, rate and determinism. */
import { beforeAll, describe, expect, it } from 'vitest'
import { drawFactors } from '../../../model/dropout'
import { MEAN, STD } from '../../../model/preprocessing'
import { STREAM, uniform } from '../../../random'
import { noise, relative } from '../../fixtures/narrow'
import { openDevice } from '../device'
import { cases, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { pick, random } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel, stepOf } from '../testing/run-kernel'
import { camMap, dropout, oneHot, relu, reluGradient } from './head'
import { normalisePixels } from './input'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

it.each(cases(4))('normalising, case %i', { timeout: WITHIN }, async (i) => {
  const [n, size] = [pick(1, 4, i, 1), pick(1, 17, i, 2)]
  const bytes = noise(i, n, size)
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
  padded.set(bytes)
  const { x } = await runKernel(device, normalisePixels(size), { pixels: new Uint32Array(padded.buffer), x: n * size * size * 4 }, n)
  const expected = Float64Array.from(x!, (_, at) => {
    const c = at % 4
    return c === 3 ? 0 : (bytes[(at >> 2) * 3 + c]! / 255 - MEAN[c]!) / STD[c]!
  })
  expect(relative(x!, expected)).toBeLessThan(TOLERANCE)
})

it.each(cases(4))('ReLU and its gradient, case %i', { timeout: WITHIN }, async (i) => {
  const [n, size] = [pick(1, 5, i, 1), 4 * pick(1, 40, i, 2)]
  const [x, g] = [random(n * size, i, 3), random(n * size, i, 4)]
  const { y } = await runKernel(device, relu(size), { x, y: x.length }, n)
  expect(y).toEqual(x.map((v) => Math.max(v, 0)))
  expect((await runKernel(device, reluGradient(size), { y: y!, g }, n)).g).toEqual(g.map((v, at) => (x[at]! > 0 ? v : 0)))
})

it.each(cases(4))('the chosen logit and the class-activation map, case %i', { timeout: WITHIN }, async (i) => {
  const [n, classes, pixels, channels] = [pick(1, 9, i, 1), pick(2, 30, i, 2), pick(1, 60, i, 3), 4 * pick(1, 30, i, 4)]
  const labels = Uint32Array.from({ length: n }, (_, r) => pick(0, classes - 1, i, 5, r))
  const { y: chosen } = await runKernel(device, oneHot(classes), { labels, y: n * classes }, n)
  expect(chosen).toEqual(Float32Array.from({ length: n * classes }, (_, at) => Number(labels[Math.floor(at / classes)] === at % classes)))
  const [x, dfeatures] = [random(n * pixels * channels, i, 6), random(n * channels, i, 7)]
  const expected = Float64Array.from({ length: n * pixels }, (_, at) => {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += x[at * channels + c]! * dfeatures[Math.floor(at / pixels) * channels + c]!
    return Math.max(sum / pixels, 0)
  })
  const { y } = await runKernel(device, camMap(pixels, channels), { x, dfeatures, y: expected.length }, n)
  expect(relative(y!, expected)).toBeLessThan(TOLERANCE)
})

describe('dropout', () => {
  it.each(cases(4))('draws as the counter-based generator does, in place too, case %i', { timeout: WITHIN }, async (i) => {
    const [n, size, p] = [pick(1, 5, i, 1), 4 * pick(1, 20, i, 2), i === 0 ? 0 : 0.1 + 0.04 * i]
    const x = random(n * size, i, 1)
    const expected = Float64Array.from(x, (v, at) => (uniform(5, STREAM.dropout, i, at) < Math.fround(p) ? 0 : v / (1 - p)))
    const step = stepOf({ n, seed: 5, counter: i })
    const { y } = await runKernel(device, dropout({ size, p }, false), { x, y: x.length }, n, step)
    expect(relative(y!, expected)).toBeLessThan(TOLERANCE)
    expect((await runKernel(device, dropout({ size, p }, true), { y: x }, n, step)).y).toEqual(y)
  })

  it('of stochastic depth drops pictures as a whole, as `drawFactors` does', { timeout: WITHIN }, async () => {
    const [n, size, p, row] = [16, 12, 0.4, 3]
    const factors = new Float32Array(n * size)
    drawFactors({ p, row }, { seed: 5, counter: 2 }, size, factors)
    expect(new Set(factors)).toEqual(new Set([0, Math.fround(1 / (1 - p))]))
    const x = random(n * size, 0, 1)
    const { y } = await runKernel(device, dropout({ size, p, row }, false), { x, y: x.length }, n, stepOf({ n, seed: 5, counter: 2 }))
    expect(
      relative(
        y!,
        x.map((value, i) => value * factors[i]!),
      ),
    ).toBeLessThan(TOLERANCE)
  })

  it('drops its share, the same every time, others for another counter or seed', { timeout: WITHIN }, async () => {
    const [n, size, p] = [4, 16_384, 0.3]
    const x = new Float32Array(n * size).fill(1)
    const spec = dropout({ size, p }, false)
    const run = async (seed: number, counter: number) =>
      (await runKernel(device, spec, { x, y: x.length }, n, stepOf({ n, seed, counter }))).y!
    const first = await run(1, 1)
    expect(await run(1, 1)).toEqual(first)
    const kept = (y: Float32Array) => y.filter((v) => v !== 0).length / y.length
    // Five deviations of a binomial of 65,536 draws.
    const within = 5 * Math.sqrt((p * (1 - p)) / x.length)
    for (const [seed, counter] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ] as const) {
      const y = await run(seed, counter)
      expect(Math.abs(kept(y) - (1 - p))).toBeLessThan(within)
      expect(y.every((v) => v === 0 || Math.abs(v - 1 / (1 - p)) < 1e-6)).toBe(true)
      if (seed === 1 && counter === 1) continue
      // Independent draws agree on p^2 + (1-p)^2 of the elements.
      const agree = y.filter((v, i) => v === first[i]).length / y.length
      expect(Math.abs(agree - (p * p + (1 - p) * (1 - p)))).toBeLessThan(5 * Math.sqrt(0.25 / x.length))
    }
  })
})
