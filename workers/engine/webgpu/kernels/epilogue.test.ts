/** What is fused into other kernels, against float64: BatchNorm, shortcut and ReLU after a convolution, BatchNorm and ReLU before max pooling. */
import { beforeAll, describe, expect, it } from 'vitest'
import { relative } from '../../fixtures/narrow'
import { openDevice } from '../device'
import { cases, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { casesOf, FAMILIES } from '../testing/families'
import { convReference, normReference, poolReference, random, randomConvShape, randomPoolShape } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel } from '../testing/run-kernel'
import { STATS } from './batchnorm'
import { convForward } from './conv'
import { weightSize } from './conv-shape'
import { maxPool } from './pool'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

/** As the planner asks for them: a shortcut's own norm, a norm and ReLU, and a norm, shortcut and ReLU. */
const EPILOGUES = [
  { folded: true, residual: false, relu: false },
  { folded: true, residual: false, relu: true },
  { folded: true, residual: true, relu: true },
]

describe.each(FAMILIES)('a convolution and what follows it, %s', (family) => {
  it.each(casesOf(family, 4, [3]))('shape %i', { timeout: WITHIN }, async (i) => {
    const { shape, n } = randomConvShape(i)
    const { outC } = shape
    const memoryC = Math.ceil(shape.inC / 4) * 4
    const x = random(n * shape.inH * shape.inW * memoryC, i, 1).map((v, at) => (at % memoryC < shape.inC ? v : 0))
    const w = random(weightSize(shape), i, 2)
    const residual = random(n * shape.outH * shape.outW * outC, i, 3)
    const [scale, shift] = [random(outC, i, 4), random(outC, i, 5)]
    const { y } = convReference(shape, n, { x, w, dy: residual })
    for (const epilogue of EPILOGUES) {
      const expected = y.map((v, at) => {
        const sum = v * scale[at % outC]! + shift[at % outC]! + (epilogue.residual ? residual[at]! : 0)
        return epilogue.relu ? Math.max(sum, 0) : sum
      })
      const data = { x, w, y: y.length, scale, shift, ...(epilogue.residual ? { residual } : {}) }
      const got = await runKernel(device, convForward(family, shape, n, epilogue), data, n)
      expect(relative(got.y!, expected), JSON.stringify(epilogue)).toBeLessThan(TOLERANCE)
    }
  })
})

it.each(cases(5))('BatchNorm, ReLU and max pooling in one, shape %i', { timeout: WITHIN }, async (i) => {
  const { shape, n } = randomPoolShape(i)
  const { channels } = shape
  const x = random(n * shape.inH * shape.inW * channels, i, 1).map((v) => v + [0, 20, -100][i % 3]!)
  const [weight, bias] = [random(channels, i, 2), random(channels, i, 3)]
  const { y, mean, inverse } = normReference(x, weight, bias, 1e-5)
  // The statistics as `normFinalise` leaves them.
  const stats = new Float32Array(STATS * channels)
  for (let c = 0; c < channels; c++) {
    const [origin, scale] = [x[c]!, weight[c]! * inverse[c]!]
    const vectors = [origin, inverse[c]!, scale, bias[c]! - (mean[c]! - origin) * scale, mean[c]! - origin]
    vectors.forEach((v, k) => {
      stats[k * channels + c] = v
    })
  }
  const pooled = poolReference(
    shape,
    n,
    y.map((v) => Math.max(v, 0)),
  )
  const got = await runKernel(device, maxPool(shape, true, false), { x, stats, y: pooled.y.length }, n)
  expect(relative(got.y!, pooled.y)).toBeLessThan(TOLERANCE)
})
