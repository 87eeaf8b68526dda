/** Runs a network in binary16 on the processor, slowly: whether a half-precision file overflows shows only when its arithmetic is done as well. */
import { outputSize } from '../model/window'
import type { MaxPoolLayer } from '../operations/maxpool/facts'
import { type FoldedConv, inferenceLayers } from './fold'
import { roundToHalf } from './half'
import { paramOf } from './model'
import type { ReadBack } from './readback'

/** One picture's values between two layers: `[channels, height, width]`. */
interface Map3 {
  readonly data: Float32Array
  readonly c: number
  readonly h: number
  readonly w: number
}

/**
 * Logits `[n, classes]`. Every layer's output is rounded to binary16 and sums are kept wide, as runtimes do at their best.
 * @param input normalised `[n, 3, size, size]`
 */
export function halfLogits(
  { spec, params }: Pick<ReadBack, 'spec' | 'params'>,
  input: Float32Array,
  n: number,
  size: number,
): Float32Array {
  const layers = inferenceLayers({ spec, params })
  const logits = new Float32Array(n * spec.classes)
  const one = 3 * size * size
  for (let i = 0; i < n; i++) {
    const values = new Map<string, Map3>()
    const keep = (id: string, value: Map3): Map3 => {
      roundToHalf(value.data)
      values.set(id, value)
      return value
    }
    let last = keep('input', { data: input.slice(i * one, (i + 1) * one), c: 3, h: size, w: size })
    for (const layer of layers) {
      const [a, b] = layer.inputs.map((id) => values.get(id)!)
      switch (layer.op) {
        case 'conv':
          last = keep(layer.id, convolved(a!, layer))
          break
        case 'maxpool':
          last = keep(layer.id, pooled(a!, layer))
          break
        case 'activation':
          last = keep(layer.id, { ...a!, data: a!.data.map((v) => (v > 0 || Number.isNaN(v) ? v : 0)) })
          break
        case 'add':
          last = keep(layer.id, { ...a!, data: a!.data.map((v, at) => v + b!.data[at]!) })
          break
        case 'gap':
          last = keep(layer.id, averaged(a!))
          break
        case 'linear': {
          const weight = paramOf(params, `${layer.id}.weight`).data
          const bias = paramOf(params, `${layer.id}.bias`).data
          last = keep(layer.id, { data: products(a!.data, 1, layer.inFeatures, weight, bias), c: layer.outFeatures, h: 1, w: 1 })
          break
        }
        default:
          layer satisfies never
      }
    }
    logits.set(last.data, i * spec.classes)
  }
  return logits
}

function convolved({ data, c, h, w }: Map3, { layer, weight, bias }: FoldedConv): Map3 {
  const { kernel, stride, padding, outChannels } = layer
  const [oh, ow] = [outputSize(h, layer), outputSize(w, layer)]
  const length = c * kernel * kernel
  // Every place's surroundings in a row, in the order of the weights.
  const patches = new Float32Array(oh * ow * length)
  let to = 0
  for (let y = 0; y < oh; y++) {
    for (let x = 0; x < ow; x++) {
      for (let channel = 0; channel < c; channel++) {
        for (let ky = 0; ky < kernel; ky++) {
          const row = y * stride + ky - padding
          for (let kx = 0; kx < kernel; kx++, to++) {
            const column = x * stride + kx - padding
            if (row >= 0 && row < h && column >= 0 && column < w) patches[to] = data[(channel * h + row) * w + column]!
          }
        }
      }
    }
  }
  return { data: products(patches, oh * ow, length, weight, bias), c: outChannels, h: oh, w: ow }
}

/** `[outputs, places]`: each output's weights times each place's row, and the bias. */
function products(rows: Float32Array, places: number, length: number, weight: Float32Array, bias: Float32Array): Float32Array {
  const outputs = bias.length
  const out = new Float32Array(outputs * places)
  for (let place = 0; place < places; place++) {
    const from = place * length
    let o = 0
    // Four outputs at a time: each value is read once for all of them, and their sums do not wait for each other.
    for (; o + 4 <= outputs; o += 4) {
      const [w0, w1, w2, w3] = [o * length, (o + 1) * length, (o + 2) * length, (o + 3) * length]
      let [s0, s1, s2, s3] = [bias[o]!, bias[o + 1]!, bias[o + 2]!, bias[o + 3]!]
      for (let k = 0; k < length; k++) {
        const value = rows[from + k]!
        s0 += value * weight[w0 + k]!
        s1 += value * weight[w1 + k]!
        s2 += value * weight[w2 + k]!
        s3 += value * weight[w3 + k]!
      }
      out[o * places + place] = s0
      out[(o + 1) * places + place] = s1
      out[(o + 2) * places + place] = s2
      out[(o + 3) * places + place] = s3
    }
    for (; o < outputs; o++) {
      let sum = bias[o]!
      for (let k = 0; k < length; k++) sum += rows[from + k]! * weight[o * length + k]!
      out[o * places + place] = sum
    }
  }
  return out
}

function pooled({ data, c, h, w }: Map3, layer: MaxPoolLayer): Map3 {
  const { kernel, stride, padding } = layer
  const [oh, ow] = [outputSize(h, layer), outputSize(w, layer)]
  const out = new Float32Array(c * oh * ow).fill(Number.NEGATIVE_INFINITY)
  let to = 0
  for (let channel = 0; channel < c; channel++) {
    for (let y = 0; y < oh; y++) {
      for (let x = 0; x < ow; x++, to++) {
        for (let row = Math.max(0, y * stride - padding); row < Math.min(h, y * stride - padding + kernel); row++) {
          for (let column = Math.max(0, x * stride - padding); column < Math.min(w, x * stride - padding + kernel); column++)
            out[to] = Math.max(out[to]!, data[(channel * h + row) * w + column]!)
        }
      }
    }
  }
  return { data: out, c, h: oh, w: ow }
}

function averaged({ data, c, h, w }: Map3): Map3 {
  const size = h * w
  return {
    data: Float32Array.from({ length: c }, (_, i) => data.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0) / size),
    c,
    h: 1,
    w: 1,
  }
}
