/** Float64 references of the kernels, written straight from the definitions, and the random data that both are given. */
import { outputSize } from '../../../model/window'
import { hash, uniform } from '../../../random'
import type { ConvShape } from '../kernels/conv-shape'
import type { PoolShape } from '../kernels/pool'

/** Values in [-1, 1), f32-exact. */
export const random = (size: number, ...keys: number[]): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: size }, (_, i) => 2 * uniform(91, ...keys, i) - 1)

/** An integer in low..high. */
export const pick = (low: number, high: number, ...keys: number[]): number => low + (hash(17, ...keys) % (high - low + 1))

/** Kernels 1, 3, 7 with torchvision's padding, strides 1 and 2, odd and even sizes; a single pixel, and the stem's three channels, among them. */
export function randomConvShape(i: number): { shape: ConvShape; n: number } {
  const kernel = [3, 1, 7, 3][i % 4]!
  const stride = 1 + ((i >> 2) % 2)
  const padding = kernel >> 1
  const [inH, inW] = i === 0 ? [1, 1] : [pick(1, 9, i, 1), pick(1, 9, i, 2)]
  const inC = kernel === 7 ? 3 : 4 * pick(1, 4, i, 3)
  const window = { kernel, stride, padding }
  const shape = {
    inH,
    inW,
    inC,
    outH: outputSize(inH, window),
    outW: outputSize(inW, window),
    outC: 4 * pick(1, 5, i, 4),
    ...window,
    groups: 1,
  }
  return { shape, n: pick(1, 4, i, 5) }
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
export function convReference(s: ConvShape, n: number, { x, w, dy }: ConvData) {
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

/** BatchNorm's forward in training mode over rows of channels: its output before any ReLU, and the batch's mean and unbiased variance. */
export function normReference(x: Float32Array, weight: Float32Array, bias: Float32Array, eps: number) {
  const channels = weight.length
  const rows = x.length / channels
  const [y, hat] = [new Float64Array(x.length), new Float64Array(x.length)]
  const [mean, unbiased, inverse] = [new Float64Array(channels), new Float64Array(channels), new Float64Array(channels)]
  for (let c = 0; c < channels; c++) {
    for (let r = 0; r < rows; r++) mean[c]! += x[r * channels + c]! / rows
    let variance = 0
    for (let r = 0; r < rows; r++) variance += (x[r * channels + c]! - mean[c]!) ** 2 / rows
    unbiased[c] = (variance * rows) / Math.max(rows - 1, 1)
    inverse[c] = 1 / Math.sqrt(variance + eps)
    for (let r = 0; r < rows; r++) {
      const at = r * channels + c
      hat[at] = (x[at]! - mean[c]!) * inverse[c]!
      y[at] = hat[at]! * weight[c]! + bias[c]!
    }
  }
  return { y, hat, mean, unbiased, inverse }
}

/** BatchNorm's backward: `d` is the gradient of its output, with what a ReLU after it passed none of already zero. */
export function normGradients({ hat, inverse }: ReturnType<typeof normReference>, d: ArrayLike<number>, weight: Float32Array) {
  const channels = weight.length
  const rows = hat.length / channels
  const dx = new Float64Array(hat.length)
  const [dweight, dbias] = [new Float64Array(channels), new Float64Array(channels)]
  for (let at = 0; at < hat.length; at++) {
    dbias[at % channels]! += d[at]!
    dweight[at % channels]! += d[at]! * hat[at]!
  }
  for (let at = 0; at < hat.length; at++) {
    const c = at % channels
    dx[at] = weight[c]! * inverse[c]! * (d[at]! - dbias[c]! / rows - (hat[at]! * dweight[c]!) / rows)
  }
  return { dx, dweight, dbias }
}

/** Torchvision's pooling (3, stride 2, padding 1) over odd and even sizes, down to one pixel. */
export function randomPoolShape(i: number): { shape: PoolShape; n: number } {
  const [inH, inW, channels, n] = [pick(1, 11, i, 1), pick(1, 11, i, 2), 4 * pick(1, 4, i, 3), pick(1, 3, i, 4)]
  const window = { kernel: 3, stride: 2, padding: 1 }
  return { shape: { inH, inW, outH: outputSize(inH, window), outW: outputSize(inW, window), channels, ...window }, n }
}

/** Max pooling: `from` is the index in `x` of each output's first maximum. */
export function poolReference({ inH, inW, outH, outW, channels, kernel, stride, padding }: PoolShape, n: number, x: ArrayLike<number>) {
  const y = new Float64Array(n * outH * outW * channels)
  const from = new Int32Array(y.length)
  for (let at = 0; at < y.length; at++) {
    const c = at % channels
    const [ow, oh] = [Math.floor(at / channels) % outW, Math.floor(at / channels / outW) % outH]
    const image = Math.floor(at / channels / outW / outH)
    let best = -1
    for (let ih = Math.max(0, oh * stride - padding); ih < Math.min(inH, oh * stride - padding + kernel); ih++) {
      for (let iw = Math.max(0, ow * stride - padding); iw < Math.min(inW, ow * stride - padding + kernel); iw++) {
        const source = ((image * inH + ih) * inW + iw) * channels + c
        if (best < 0 || x[source]! > x[best]!) best = source
      }
    }
    y[at] = x[best]!
    from[at] = best
  }
  return { y, from }
}
