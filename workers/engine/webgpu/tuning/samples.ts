/** Some values of a convolution or of one of its gradients in float64, straight from the definition: what every candidate is held to at full size. */
import { type ConvShape, inQuads } from '../kernels/conv-shape'
import type { Direction } from '../kernels/variants'

export interface ConvArrays {
  /** `[n, inH, inW, ceil(inC / 4) * 4]` */
  readonly x: Float32Array
  /** `[kernel * kernel, inC, outC]` */
  readonly w: Float32Array
  /** `[n, outH, outW, outC]` */
  readonly dy: Float32Array
}

/** Value number `at` of the direction's output. */
export function valueAt(direction: Direction, s: ConvShape, n: number, arrays: ConvArrays, at: number): number {
  if (direction === 'forward') return outputAt(s, arrays, at)
  return direction === 'input-gradient' ? inputGradientAt(s, arrays, at) : filterGradientAt(s, n, arrays, at)
}

function outputAt(s: ConvShape, { x, w }: ConvArrays, at: number): number {
  const memoryC = inQuads(s) * 4
  const [o, ow, oh, image] = places(at, s.outC, s.outW, s.outH)
  let sum = 0
  for (let kh = 0; kh < s.kernel; kh++)
    for (let kw = 0; kw < s.kernel; kw++) {
      const [ih, iw] = [oh * s.stride + kh - s.padding, ow * s.stride + kw - s.padding]
      if (ih < 0 || ih >= s.inH || iw < 0 || iw >= s.inW) continue
      const from = ((image * s.inH + ih) * s.inW + iw) * memoryC
      for (let i = 0; i < s.inC; i++) sum += x[from + i]! * w[((kh * s.kernel + kw) * s.inC + i) * s.outC + o]!
    }
  return sum
}

function inputGradientAt(s: ConvShape, { w, dy }: ConvArrays, at: number): number {
  const [i, iw, ih, image] = places(at, inQuads(s) * 4, s.inW, s.inH)
  if (i >= s.inC) return 0
  let sum = 0
  for (let kh = 0; kh < s.kernel; kh++)
    for (let kw = 0; kw < s.kernel; kw++) {
      const [y, x] = [ih + s.padding - kh, iw + s.padding - kw]
      const [oh, ow] = [y / s.stride, x / s.stride]
      if (!Number.isInteger(oh) || !Number.isInteger(ow) || oh < 0 || oh >= s.outH || ow < 0 || ow >= s.outW) continue
      const [from, weights] = [((image * s.outH + oh) * s.outW + ow) * s.outC, ((kh * s.kernel + kw) * s.inC + i) * s.outC]
      for (let o = 0; o < s.outC; o++) sum += dy[from + o]! * w[weights + o]!
    }
  return sum
}

function filterGradientAt(s: ConvShape, n: number, { x, dy }: ConvArrays, at: number): number {
  const memoryC = inQuads(s) * 4
  const [o, i, kw, kh] = places(at, s.outC, s.inC, s.kernel)
  let sum = 0
  for (let image = 0; image < n; image++)
    for (let oh = 0; oh < s.outH; oh++) {
      const ih = oh * s.stride + kh - s.padding
      if (ih < 0 || ih >= s.inH) continue
      for (let ow = 0; ow < s.outW; ow++) {
        const iw = ow * s.stride + kw - s.padding
        if (iw < 0 || iw >= s.inW) continue
        sum += dy[((image * s.outH + oh) * s.outW + ow) * s.outC + o]! * x[((image * s.inH + ih) * s.inW + iw) * memoryC + i]!
      }
    }
  return sum
}

/** The indices of a flat one, the innermost first; the last takes what is left. */
function places(at: number, ...extents: readonly [number, number, number]): [number, number, number, number] {
  const [a, b, c] = extents
  return [at % a, Math.floor(at / a) % b, Math.floor(at / (a * b)) % c, Math.floor(at / (a * b * c))]
}
