/** LayerNorm as plain loops over f32 arrays, sums in float64: rows of as many channels as `gamma` has lie behind one another. */

/** Mean and 1 / deviation of `count` values. */
function statistics(x: Float32Array, at: number, count: number, eps: number): readonly [mean: number, inverse: number] {
  let sum = 0
  for (let c = at; c < at + count; c++) sum += x[c]!
  const mean = sum / count
  let squares = 0
  for (let c = at; c < at + count; c++) squares += (x[c]! - mean) ** 2
  return [mean, 1 / Math.sqrt(squares / count + eps)]
}

/** @param y is set; it may be x */
export function normalise(x: Float32Array, gamma: Float32Array, beta: Float32Array, eps: number, y: Float32Array): void {
  const width = gamma.length
  for (let at = 0; at < x.length; at += width) {
    const [mean, inverse] = statistics(x, at, width, eps)
    for (let c = 0; c < width; c++) y[at + c] = (x[at + c]! - mean) * inverse * gamma[c]! + beta[c]!
  }
}

/** `g`, the gradient by the output, becomes that by x. @param dgamma, with `dbeta` the sums over all rows: both are set */
export function normaliseBackward(
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
