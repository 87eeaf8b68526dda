/** Float64 references of the kernels, written straight from the definitions, and the random data that both are given. */
import { outputSize, sidesOf } from '../../../model/window'
import { hash } from '../../../random'
import type { ConvShape } from '../kernels/conv-shape'
import type { PoolShape } from '../kernels/pool'

export { convReference, random } from '../self-test/reference'

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

/** Kernels 3 and 5 of stride 2 with TensorFlow's padding, over maps of 2, 1, 3, ... places: more zeros behind than before where they are even. */
export function randomSameShape(i: number): { shape: ConvShape; n: number } {
  const window = { kernel: [3, 5][i % 2]!, stride: 2, padding: 'same' } as const
  const side = [2, 2, 1, 1, 3, 4, 8, 7][i % 8]!
  const out = outputSize(side, window)
  const [padding] = sidesOf(side, window)
  const channels = { inC: i % 8 === 6 ? 3 : 4 * pick(1, 4, i, 13), outC: 4 * pick(1, 5, i, 14) }
  return { shape: { ...window, padding, ...channels, inH: side, inW: side, outH: out, outW: out, groups: 1 }, n: pick(2, 4, i, 15) }
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
