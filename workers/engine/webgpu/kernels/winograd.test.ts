/** Winograd's convolutions against float64, in every family's way: forward with all that is fused to it, both gradients, batches of several pieces. */
import { beforeAll, describe, expect, it } from 'vitest'
import { relative } from '../../fixtures/narrow'
import { openDevice } from '../device'
import { ALL_SHAPES, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { FAMILIES, IN_DENO } from '../testing/families'
import { convReference, pick, random } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runConvolution } from '../testing/run-convolution'
import { stepOf } from '../testing/run-kernel'
import { filterGradientBy, forwardBy, inputGradientBy } from './conv'
import { type ConvShape, PLAIN, weightSize } from './conv-shape'
import { takesWinograd, winogradFilterGradient, winogradForward, winogradInputGradient } from './winograd'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

const shaped = (inH: number, inW: number, inC: number, outC: number): ConvShape => ({
  ...{ inH, inW, inC, outH: inH, outW: inW, outC, kernel: 3, stride: 1, padding: 1, groups: 1 },
})
/** A single pixel, sides that are odd, even and below a tile, few channels and those of more than one tile, then random ones. */
const SHAPES = [
  shaped(5, 6, 20, 72),
  shaped(1, 1, 4, 4),
  shaped(2, 1, 8, 12),
  shaped(7, 7, 64, 16),
  ...Array.from({ length: ALL_SHAPES ? 16 : 2 }, (_, i) =>
    shaped(pick(1, 9, i, 1), pick(1, 9, i, 2), 4 * pick(1, 20, i, 3), 4 * pick(1, 20, i, 4)),
  ),
]
const sample = SHAPES.slice(0, IN_DENO || ALL_SHAPES ? SHAPES.length : 1)

const EPILOGUES = [
  PLAIN,
  { bias: true, folded: false, residual: false, relu: false },
  { folded: true, residual: false, relu: true },
  { folded: true, residual: true, relu: true },
]

/** In Dawn, where SwiftShader takes minutes to compile what lavapipe compiles in seconds, those that are not there; limits.test.ts shows that the others are valid WGSL. */
const HERE = FAMILIES.filter((family) => IN_DENO || ALL_SHAPES || family === 'quads')

describe.each(HERE)('products as by %s', (family) => {
  const variant = `winograd-${family}` as const

  it.each(sample.map((shape, i) => [i, shape] as const))('shape %i', { timeout: WITHIN }, async (i, shape) => {
    const n = 1 + (i % 3)
    const x = random(n * shape.inH * shape.inW * shape.inC, i, 1)
    const w = random(weightSize(shape), i, 2)
    const dy = random(n * shape.outH * shape.outW * shape.outC, i, 3)
    const expected = convReference(shape, n, { x, w, dy })
    const [bias, scale, shift, residual] = [
      random(shape.outC, i, 4),
      random(shape.outC, i, 5),
      random(shape.outC, i, 6),
      random(dy.length, i, 7),
    ]
    for (const epilogue of IN_DENO ? EPILOGUES : EPILOGUES.slice(3)) {
      const right = expected.y.map((sum, at) => {
        const c = at % shape.outC
        let value = sum + (epilogue.bias ? bias[c]! : 0)
        if (epilogue.folded) value = value * scale[c]! + shift[c]!
        if (epilogue.residual) value += residual[at]!
        return epilogue.relu ? Math.max(value, 0) : value
      })
      const y = await runConvolution(
        device,
        forwardBy(variant, shape, n, epilogue),
        { x, w, bias, scale, shift, residual, y: dy.length },
        n,
      )
      expect(relative(y.y!, right), JSON.stringify(epilogue)).toBeLessThan(TOLERANCE)
    }
    const before = random(x.length, i, 8)
    const added = await runConvolution(device, inputGradientBy(variant, shape, n, true), { dy, w, dx: before }, n)
    expect(
      relative(
        added.dx!,
        expected.dx.map((v, at) => v + before[at]!),
      ),
    ).toBeLessThan(TOLERANCE)
    if (IN_DENO) {
      const fresh = await runConvolution(device, inputGradientBy(variant, shape, n, false), { dy, w, dx: before }, n)
      expect(relative(fresh.dx!, expected.dx)).toBeLessThan(TOLERANCE)
    }
    const filter = filterGradientBy(variant, shape, n)
    const start = random(w.length, i, 9)
    const first = await runConvolution(device, filter, { x, dy, dw: start }, n)
    expect(relative(first.dw!, expected.dw)).toBeLessThan(TOLERANCE)
    const later = await runConvolution(device, filter, { x, dy, dw: start }, n, stepOf({ n, first: 0 }))
    expect(
      relative(
        later.dw!,
        expected.dw.map((v, at) => v + start[at]!),
      ),
    ).toBeLessThan(TOLERANCE)
  })

  // Pictures so large that three have no room together.
  it.each(IN_DENO || ALL_SHAPES ? [5, 3, 1] : [])('a batch of %i of five that have room by twos', { timeout: WITHIN }, async (n) => {
    const shape = shaped(63, 62, 4, 4)
    const batch = 5
    const room = 2 * 16 * 32 * 31 * 4 * 4
    const x = random(n * shape.inH * shape.inW * shape.inC, n, 1)
    const w = random(weightSize(shape), n, 2)
    const dy = random(n * shape.outH * shape.outW * shape.outC, n, 3)
    const expected = convReference(shape, n, { x, w, dy })
    const forward = winogradForward(variant, shape, batch, PLAIN, room)
    // The weights, and a transform, a product and another transform of each piece.
    expect(forward.dispatches).toHaveLength(1 + 3 * 3)
    for (const bytes of [forward.scratch.v!, forward.scratch.m!]) expect(bytes).toBeLessThanOrEqual(room)
    const y = await runConvolution(device, forward, { x, w, y: dy.length }, n)
    expect(relative(y.y!, expected.y)).toBeLessThan(TOLERANCE)
    const dx = await runConvolution(device, winogradInputGradient(variant, shape, batch, false, room), { dy, w, dx: x.length }, n)
    expect(relative(dx.dx!, expected.dx)).toBeLessThan(TOLERANCE)
    const dw = await runConvolution(device, winogradFilterGradient(variant, shape, batch, room), { x, dy, dw: w.length }, n)
    expect(relative(dw.dw!, expected.dw)).toBeLessThan(TOLERANCE)
  })
})

it('takes 3x3 of stride 1 alone; what else it is asked for is its family’s', () => {
  const shape = shaped(8, 8, 8, 8)
  expect(takesWinograd(shape)).toBe(true)
  const others = [{ inC: 3 }, { stride: 2, outH: 4, outW: 4 }, { padding: 0, outH: 6, outW: 6 }, { kernel: 1, padding: 0 }, { groups: 2 }]
  for (const other of others) {
    const one = { ...shape, ...other }
    expect(takesWinograd(one), JSON.stringify(other)).toBe(false)
    const text = (by: typeof forwardBy | typeof filterGradientBy, variant: 'winograd-registers' | 'registers') =>
      by(variant, one, 2).dispatches.map(({ kernel }) => kernel.code)
    for (const by of [forwardBy, filterGradientBy] as const) expect(text(by, 'winograd-registers')).toEqual(text(by, 'registers'))
  }
  // Not even one picture has room, or the weights have none.
  for (const one of [shaped(2048, 2048, 8, 8), shaped(8, 8, 1024, 1024)]) expect(takesWinograd(one)).toBe(false)
})
