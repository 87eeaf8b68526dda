/** LayerNorm's and attention's gradients as plain loops over f32 arrays, sums in float64. */
import { type AttentionShape, weigh } from '../../../model/attend'

/** Mean and 1 / deviation of `count` values. */
function statistics(x: Float32Array, at: number, count: number, eps: number): readonly [mean: number, inverse: number] {
  let sum = 0
  for (let c = at; c < at + count; c++) sum += x[c]!
  const mean = sum / count
  let squares = 0
  for (let c = at; c < at + count; c++) squares += (x[c]! - mean) ** 2
  return [mean, 1 / Math.sqrt(squares / count + eps)]
}

export function layerNorm(x: Float32Array, gamma: Float32Array, beta: Float32Array, eps: number, y: Float32Array): void {
  const width = gamma.length
  for (let at = 0; at < x.length; at += width) {
    const [mean, inverse] = statistics(x, at, width, eps)
    for (let c = 0; c < width; c++) y[at + c] = (x[at + c]! - mean) * inverse * gamma[c]! + beta[c]!
  }
}

/** `g` becomes the gradient by x. */
export function layerNormBackward(
  g: Float32Array,
  x: Float32Array,
  gamma: Float32Array,
  eps: number,
  dgamma: Float32Array,
  dbeta: Float32Array,
): void {
  const width = gamma.length
  const [slopes, shifts] = [new Float64Array(width), new Float64Array(width)]
  for (let at = 0; at < x.length; at += width) {
    const [mean, inverse] = statistics(x, at, width, eps)
    let [sum, product] = [0, 0]
    for (let c = 0; c < width; c++) {
      const [d, normal] = [g[at + c]!, (x[at + c]! - mean) * inverse]
      slopes[c]! += d * normal
      shifts[c]! += d
      sum += d * gamma[c]!
      product += d * gamma[c]! * normal
    }
    for (let c = 0; c < width; c++) {
      const normal = (x[at + c]! - mean) * inverse
      g[at + c] = (g[at + c]! * gamma[c]! - sum / width - (normal * product) / width) * inverse
    }
  }
  dgamma.set(slopes)
  dbeta.set(shifts)
}

/** @param dx is set, in the order of `qkv` */
export function attentionBackward(dy: Float32Array, qkv: Float32Array, shape: AttentionShape, dx: Float32Array): void {
  const { n, tokens, heads, width } = shape
  const d = width / heads
  const scale = 1 / Math.sqrt(d)
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
