/** Attention in plain loops, sums in float64: for whoever computes on the processor. */
import { scaleOf } from './facts'

/** Of `n` pictures' queries, keys and values, `[n, tokens, 3 width]`. */
export interface AttentionShape {
  readonly n: number
  readonly tokens: number
  readonly heads: number
  readonly width: number
}

/** What a token of a head takes of each, into `out`: softmax of its query times the keys. */
function weigh(qkv: Float32Array, shape: AttentionShape, image: number, head: number, row: number, out: Float64Array): void {
  const { tokens, heads, width } = shape
  const [d, scale] = [width / heads, scaleOf(shape)]
  const at = (token: number, part: number) => ((image * tokens + token) * 3 + part) * width + head * d
  const q = at(row, 0)
  let most = Number.NEGATIVE_INFINITY
  for (let t = 0; t < tokens; t++) {
    const k = at(t, 1)
    let sum = 0
    for (let c = 0; c < d; c++) sum += qkv[q + c]! * qkv[k + c]!
    out[t] = sum * scale
    most = Math.max(most, out[t]!)
  }
  let total = 0
  for (let t = 0; t < tokens; t++) {
    out[t] = Math.exp(out[t]! - most)
    total += out[t]!
  }
  for (let t = 0; t < tokens; t++) out[t]! /= total
}

/** @param qkv `[n, tokens, 3, heads, d]`; @param y `[n, tokens, heads, d]` */
export function attend(qkv: Float32Array, shape: AttentionShape, y: Float32Array): void {
  const { n, tokens, heads, width } = shape
  const d = width / heads
  const [weights, sums] = [new Float64Array(tokens), new Float64Array(d)]
  for (let image = 0; image < n; image++)
    for (let head = 0; head < heads; head++)
      for (let row = 0; row < tokens; row++) {
        weigh(qkv, shape, image, head, row, weights)
        sums.fill(0)
        for (let t = 0; t < tokens; t++) {
          const v = ((image * tokens + t) * 3 + 2) * width + head * d
          for (let c = 0; c < d; c++) sums[c]! += weights[t]! * qkv[v + c]!
        }
        y.set(sums, (image * tokens + row) * width + head * d)
      }
}

/** The gradient by `qkv`. @param dx is set, in the order of `qkv` */
export function attendBackward(dy: Float32Array, qkv: Float32Array, shape: AttentionShape, dx: Float32Array): void {
  const { n, tokens, heads, width } = shape
  const [d, scale] = [width / heads, scaleOf(shape)]
  const [weights, slopes] = [new Float64Array(tokens), new Float64Array(tokens)]
  dx.fill(0)
  for (let image = 0; image < n; image++)
    for (let head = 0; head < heads; head++)
      for (let row = 0; row < tokens; row++) {
        const at = (token: number, part: number) => ((image * tokens + token) * 3 + part) * width + head * d
        const own = (image * tokens + row) * width + head * d
        weigh(qkv, shape, image, head, row, weights)
        let mean = 0
        for (let t = 0; t < tokens; t++) {
          const v = at(t, 2)
          let sum = 0
          for (let c = 0; c < d; c++) {
            sum += dy[own + c]! * qkv[v + c]!
            dx[v + c]! += weights[t]! * dy[own + c]!
          }
          slopes[t] = sum
          mean += weights[t]! * sum
        }
        const q = at(row, 0)
        for (let t = 0; t < tokens; t++) {
          const slope = weights[t]! * (slopes[t]! - mean) * scale
          const k = at(t, 1)
          for (let c = 0; c < d; c++) {
            dx[q + c]! += slope * qkv[k + c]!
            dx[k + c]! += slope * qkv[q + c]!
          }
        }
      }
}

/** What the class token takes of each patch, the mean of all heads: `[n, patches]`. */
export function classAttention(qkv: Float32Array, shape: AttentionShape): Float32Array {
  const { n, tokens, heads } = shape
  const maps = new Float32Array(n * (tokens - 1))
  const weights = new Float64Array(tokens)
  for (let image = 0; image < n; image++)
    for (let head = 0; head < heads; head++) {
      weigh(qkv, shape, image, head, 0, weights)
      for (let t = 1; t < tokens; t++) maps[image * (tokens - 1) + t - 1]! += weights[t]! / heads
    }
  return maps
}
