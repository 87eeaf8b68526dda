/** What a kind of layer does with one picture on the processor, slowly, for the run in binary16. Each operation's folder has one. */
import type { PortableLayer } from '../operations/facts'

/** One picture's values between two layers: `[channels, height, width]`. */
export interface Map3 {
  readonly data: Float32Array
  readonly c: number
  readonly h: number
  readonly w: number
}

/** @param param a parameter of the layer; @returns values that are still to be rounded */
export type HalfForm<L extends PortableLayer> = (layer: L, inputs: readonly Map3[], param: (suffix: string) => Float32Array) => Map3

/** `[outputs, places]`: each output's weights times each place's row, and the bias. */
export function products(rows: Float32Array, places: number, length: number, weight: Float32Array, bias: Float32Array): Float32Array {
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

/** `[places, channels]` of `[channels, places]`. */
export function places({ data, c }: Map3): Float32Array {
  const count = data.length / c
  return Float32Array.from(data, (_, at) => data[(at % c) * count + Math.floor(at / c)]!)
}

/** Its inverse. */
export function fromPlaces(rows: Float32Array, { c, h, w }: Omit<Map3, 'data'>): Map3 {
  return { data: Float32Array.from(rows, (_, at) => rows[(at % (h * w)) * c + Math.floor(at / (h * w))]!), c, h, w }
}
