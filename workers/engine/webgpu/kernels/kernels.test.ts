/** Every kernel against float64 on random and edge shapes: within 1e-5 of the reference's norm. */
import { beforeAll, describe, expect, it } from 'vitest'
import { uniform } from '../../../random'
import { relative } from '../../fixtures/narrow'
import { softLabelCases } from '../../fixtures/softLabels'
import { openDevice } from '../device'
import { ALL_SHAPES, cases, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { casesOf, FAMILIES, IN_DENO } from '../testing/families'
import { convReference, pick, poolReference, random, randomConvShape, randomPoolShape, randomSameShape } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel, stepOf } from '../testing/run-kernel'
import { convFilterGradient, convForward, convInputGradient } from './conv'
import { weightSize } from './conv-shape'
import { linear, linearFilterGradient, linearInputGradient } from './head'
import { crossEntropy, softCrossEntropy } from './loss'
import { reduceParts } from './optimizer'
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool'
import { type DirectVariant, familyOf } from './variants'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

/** Forward and both gradients of a shape against float64, from nothing and added to what is there. */
async function holds(family: DirectVariant, i: number, { shape, n }: ReturnType<typeof randomConvShape>): Promise<void> {
  const memoryC = Math.ceil(shape.inC / 4) * 4
  const x = random(n * shape.inH * shape.inW * memoryC, i, 1).map((v, at) => (at % memoryC < shape.inC ? v : 0))
  const w = random(weightSize(shape), i, 2)
  const dy = random(n * shape.outH * shape.outW * shape.outC, i, 3)
  const expected = convReference(shape, n, { x, w, dy })
  const forward = convForward(family, shape, n)
  expect(relative((await runKernel(device, forward, { x, w, y: dy.length }, n)).y!, expected.y)).toBeLessThan(TOLERANCE)
  const splits = 1 + (i % 3)
  const filter = convFilterGradient(family, shape, splits)
  const parts = (await runKernel(device, filter, { x, dy, dw: w.length * splits }, n)).dw!
  const dw = splits === 1 ? parts : (await runKernel(device, reduceParts(w.length / 4, splits), { parts, dw: w.length }, n)).dw!
  expect(relative(dw, expected.dw)).toBeLessThan(TOLERANCE)
  if (splits === 1) {
    const start = random(w.length, i, 6)
    const later = await runKernel(device, filter, { x, dy, dw: start }, n, stepOf({ n, first: 0 }))
    expect(
      relative(
        later.dw!,
        expected.dw.map((v, at) => v + start[at]!),
      ),
    ).toBeLessThan(TOLERANCE)
  }
  if (shape.inC === 3) return
  const before = random(x.length, i, 4)
  const added = expected.dx.map((v, at) => v + before[at]!)
  const input = (accumulate: boolean) => convInputGradient(family, shape, n, accumulate)
  const fresh = await runKernel(device, input(false), { dy, w, dx: random(x.length, i, 5) }, n)
  expect(relative(fresh.dx!, expected.dx)).toBeLessThan(TOLERANCE)
  expect(relative((await runKernel(device, input(true), { dy, w, dx: before }, n)).dx!, added)).toBeLessThan(TOLERANCE)
}

/** The first eight are every kernel size with every stride; 2 is the stem, 7 a 3x3 of stride 2. */
describe.each([...FAMILIES, ...(IN_DENO ? (['registers-narrow'] as const) : [])])('convolution, %s', (family) => {
  it.each(casesOf(familyOf(family), 8, [7]))('shape %i', { timeout: WITHIN }, (i) => holds(family, i, randomConvShape(i)))
  // In Dawn of the family that wgpu has not: all else of a kernel is held to by the shapes above.
  const same = IN_DENO || ALL_SHAPES ? cases(8) : family === 'quads' ? [0, 1] : []
  it.each(same)('with TensorFlow’s padding, shape %i', { timeout: WITHIN }, (i) => holds(family, i, randomSameShape(i)))
})

/** Enough pictures that the planner takes the tall tiles, as it does for a GPU's usual batches; a step may hold fewer. */
const PLANNED = 1_000_000

// Tiles in Dawn have the shape above.
if (IN_DENO || ALL_SHAPES)
  describe('convolution, the tall tiles of large batches', () => {
    it.each(cases(8))('shape %i', { timeout: WITHIN }, async (i) => {
      const { shape, n } = randomConvShape(i)
      const memoryC = Math.ceil(shape.inC / 4) * 4
      const x = random(n * shape.inH * shape.inW * memoryC, i, 1).map((v, at) => (at % memoryC < shape.inC ? v : 0))
      const w = random(weightSize(shape), i, 2)
      const dy = random(n * shape.outH * shape.outW * shape.outC, i, 3)
      const expected = convReference(shape, n, { x, w, dy })
      const forward = convForward('tiles', shape, PLANNED)
      expect(forward.code).not.toBe(convForward('tiles', shape, n).code)
      expect(relative((await runKernel(device, forward, { x, w, y: dy.length }, n)).y!, expected.y)).toBeLessThan(TOLERANCE)
      if (shape.inC === 3) return
      const input = convInputGradient('tiles', shape, PLANNED, false)
      expect(relative((await runKernel(device, input, { dy, w, dx: random(x.length, i, 5) }, n)).dx!, expected.dx)).toBeLessThan(TOLERANCE)
    })
  })

describe('pooling', () => {
  it.each(cases(6))('shape %i', { timeout: WITHIN }, async (i) => {
    const { shape, n } = randomPoolShape(i)
    const { inH, inW, channels } = shape
    // Few distinct values, so that ties are common: the gradient goes to the first maximum.
    const x = random(n * inH * inW * channels, i, 1).map((v) => Math.round(v * 2))
    const size = n * shape.outH * shape.outW * channels
    const dy = random(size, i, 2)
    const { y, from } = poolReference(shape, n, x)
    const dx = new Float64Array(x.length)
    from.forEach((source, at) => {
      dx[source]! += dy[at]!
    })
    const pooled = await runKernel(device, maxPool(shape, false, true), { x, y: size, taps: size / 4 }, n)
    expect(relative(pooled.y!, y)).toBe(0)
    const taps = new Uint32Array(pooled.taps!.buffer)
    expect(relative((await runKernel(device, maxPoolGradient(shape), { dy, taps, dx: x.length }, n)).dx!, dx)).toBeLessThan(TOLERANCE)

    const mean = Float64Array.from({ length: n * channels }, (_, at) => {
      let sum = 0
      for (let p = 0; p < inH * inW; p++) sum += x[(Math.floor(at / channels) * inH * inW + p) * channels + (at % channels)]!
      return sum / (inH * inW)
    })
    expect(relative((await runKernel(device, averagePool(inH * inW, channels), { x, y: mean.length }, n)).y!, mean)).toBeLessThan(TOLERANCE)
    const g = random(n * channels, i, 3)
    const spread = Float64Array.from(x, (_, at) => g[Math.floor(at / channels / inH / inW) * channels + (at % channels)]! / (inH * inW))
    expect(
      relative((await runKernel(device, averagePoolGradient(inH * inW, channels), { dy: g, dx: x.length }, n)).dx!, spread),
    ).toBeLessThan(TOLERANCE)
  })
})

describe('head', () => {
  it.each(cases(5))('linear, shape %i', { timeout: WITHIN }, async (i) => {
    const [n, inF, outF] = [pick(1, 9, i, 1), 4 * pick(1, 20, i, 2), pick(1, 21, i, 3)]
    const [x, w, b, dy] = [random(n * inF, i, 1), random(outF * inF, i, 2), random(outF, i, 3), random(n * outF, i, 4)]
    const y = Float64Array.from(dy, (_, at) => b[at % outF]!)
    const [dx, dw, db] = [new Float64Array(n * inF), new Float64Array(outF * inF), new Float64Array(outF)]
    for (let r = 0; r < n; r++) {
      for (let o = 0; o < outF; o++) {
        const d = dy[r * outF + o]!
        db[o]! += d
        for (let k = 0; k < inF; k++) {
          y[r * outF + o]! += x[r * inF + k]! * w[o * inF + k]!
          dx[r * inF + k]! += d * w[o * inF + k]!
          dw[o * inF + k]! += d * x[r * inF + k]!
        }
      }
    }
    expect(relative((await runKernel(device, linear(inF, outF), { x, w, b, y: dy.length }, n)).y!, y)).toBeLessThan(TOLERANCE)
    expect(relative((await runKernel(device, linearInputGradient(inF, outF), { dy, w, dx: x.length }, n)).dx!, dx)).toBeLessThan(TOLERANCE)
    const filter = await runKernel(device, linearFilterGradient(inF, outF), { x, dy, dw: w.length, db: outF }, n)
    expect(relative(filter.dw!, dw)).toBeLessThan(TOLERANCE)
    expect(relative(filter.db!, db)).toBeLessThan(TOLERANCE)
  })

  it.each(cases(6))('cross-entropy, case %i', { timeout: WITHIN }, async (i) => {
    const [n, classes, smoothing] = [pick(1, 130, i, 1), pick(2, 12, i, 2), (i % 3) * 0.1]
    const logits = random(n * classes, i, 1).map((v) => v * 20)
    const labels = Uint32Array.from({ length: n }, (_, r) => pick(0, classes - 1, i, 3, r))
    const weights = Float32Array.from({ length: classes }, (_, c) => (i % 2 ? 0.25 + uniform(i, c) : 1))
    let [loss, total, correct] = [0, 0, 0]
    for (const label of labels) total += weights[label]!
    const gradient = new Float64Array(logits.length)
    labels.forEach((label, r) => {
      const row = [...logits.subarray(r * classes, (r + 1) * classes)]
      const top = Math.max(...row)
      const logSum = top + Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0))
      if (row.indexOf(top) === label) correct++
      // torch: (1 - s) w[y] nll + s / C sum_c w[c] (-log p_c), over the sum of w[y].
      const share = row.map((_, c) => (smoothing / classes) * weights[c]! + (c === label ? (1 - smoothing) * weights[c]! : 0))
      const all = share.reduce((sum, v) => sum + v, 0)
      row.forEach((v, c) => {
        loss += (share[c]! * (logSum - v)) / total
        gradient[r * classes + c] = (all * Math.exp(v - logSum) - share[c]!) / total / 2
      })
    })
    const uniforms = stepOf({ n, scale: 0.5, slot: 3, serial: 9 })
    const got = await runKernel(
      device,
      crossEntropy(classes, smoothing),
      { logits, labels, weights, dlogits: logits.length, results: 16 },
      n,
      uniforms,
    )
    expect(relative(got.dlogits!, gradient)).toBeLessThan(TOLERANCE)
    expect(relative(got.results!.subarray(12, 15), [loss, correct, 9])).toBeLessThan(TOLERANCE)
  })

  it.each(softLabelCases.map((one, i) => [i, one] as const))(
    'cross-entropy of soft labels as torch’s, case %i',
    { timeout: WITHIN },
    async (_, one) => {
      const weights = Float32Array.from(one.weights ?? new Array<number>(one.classes).fill(1))
      const [logits, targets] = [Float32Array.from(one.logits), Float32Array.from(one.targets)]
      const n = logits.length / one.classes
      const got = await runKernel(
        device,
        softCrossEntropy(one.classes, one.smoothing),
        { logits, targets, weights, dlogits: logits.length, results: 16 },
        n,
        stepOf({ n, scale: 0.5, slot: 3, serial: 9 }),
      )
      const half = one.gradient.map((value) => value / 2)
      expect(relative(got.dlogits!, half)).toBeLessThan(TOLERANCE)
      expect(relative(got.results!.subarray(12, 15), [one.loss, one.correct, 9])).toBeLessThan(TOLERANCE)
    },
  )
})
