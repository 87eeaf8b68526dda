/** Convolutions in float64, written straight from the definition, and random data for them. */
import { uniform } from '../../../random'
import type { ConvShape } from '../kernels/conv-shape'

/** Values in [-1, 1), f32-exact. */
export const random = (size: number, ...keys: number[]): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: size }, (_, i) => 2 * uniform(91, ...keys, i) - 1)

/** The L2 norm of the difference over the norm of what is expected; infinite of other lengths, NaN where anything is. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let difference = 0
  let norm = 0
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2
    norm += expected[i]! ** 2
  }
  return Math.sqrt(difference) / (Math.sqrt(norm) + 1e-12)
}

/** Visits every (output, input, weight) triple of a convolution with its flat indices; inputs have `ceil(inC/4)*4` channels in memory. */
function visit(s: ConvShape, n: number, each: (y: number, x: number, w: number) => void): void {
  const memoryC = Math.ceil(s.inC / 4) * 4
  for (let image = 0; image < n; image++) {
    for (let oh = 0; oh < s.outH; oh++) {
      for (let ow = 0; ow < s.outW; ow++) {
        for (let kh = 0; kh < s.kernel; kh++) {
          for (let kw = 0; kw < s.kernel; kw++) {
            const ih = oh * s.stride + kh - s.padding
            const iw = ow * s.stride + kw - s.padding
            if (ih < 0 || ih >= s.inH || iw < 0 || iw >= s.inW) continue
            for (let i = 0; i < s.inC; i++) {
              const x = ((image * s.inH + ih) * s.inW + iw) * memoryC + i
              for (let o = 0; o < s.outC; o++) {
                each(((image * s.outH + oh) * s.outW + ow) * s.outC + o, x, ((kh * s.kernel + kw) * s.inC + i) * s.outC + o)
              }
            }
          }
        }
      }
    }
  }
}

export interface ConvData {
  readonly x: Float32Array
  readonly w: Float32Array
  readonly dy: Float32Array
}
/** What a convolution and its gradients sum up to. */
export interface ConvSums {
  readonly y: Float64Array
  readonly dx: Float64Array
  readonly dw: Float64Array
}
export function convReference(s: ConvShape, n: number, { x, w, dy }: ConvData): ConvSums {
  const y = new Float64Array(dy.length)
  const dx = new Float64Array(x.length)
  const dw = new Float64Array(w.length)
  visit(s, n, (yi, xi, wi) => {
    y[yi]! += x[xi]! * w[wi]!
    dx[xi]! += dy[yi]! * w[wi]!
    dw[wi]! += dy[yi]! * x[xi]!
  })
  return { y, dx, dw }
}
