/** Position embeddings of a Vision Transformer for another grid of patches than they were learnt for: timm's `resample_abs_pos_embed`. */

/** The cubic's parameter, as torch's antialiased bicubic interpolation has it (Pillow's). */
const A = -0.5

/** Keys' cubic convolution kernel (1981). */
function cubic(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0
}

/** Weights `[to, from]` of a line's `from` values for each of `to`: antialiased, so that none is passed over where there are fewer. */
export function bicubicWeights(from: number, to: number): Float64Array {
  const scale = from / to
  const wider = Math.max(1, scale)
  const weights = new Float64Array(to * from)
  for (let i = 0; i < to; i++) {
    const centre = scale * (i + 0.5)
    const first = Math.max(0, Math.trunc(centre - 2 * wider + 0.5))
    const end = Math.min(from, Math.trunc(centre + 2 * wider + 0.5))
    let total = 0
    for (let at = first; at < end; at++) total += cubic((at - centre + 0.5) / wider)
    for (let at = first; at < end; at++) weights[i * from + at] = cubic((at - centre + 0.5) / wider) / total
  }
  return weights
}

/** Tokens of a grid of patches, the class token before them. */
export const tokensOf = (grid: number): number => 1 + grid * grid

/** `[tokensOf(to), tokensOf(from)]`: times the embedding of one grid it is that of the other. The class token's stays. */
export function positionMatrix(from: number, to: number): Float32Array<ArrayBuffer> {
  const line = bicubicWeights(from, to)
  const width = tokensOf(from)
  const matrix = new Float32Array(tokensOf(to) * width)
  matrix[0] = 1
  for (let y = 0; y < to; y++)
    for (let x = 0; x < to; x++) {
      const row = (1 + y * to + x) * width + 1
      for (let v = 0; v < from; v++) for (let u = 0; u < from; u++) matrix[row + v * from + u] = line[y * from + v]! * line[x * from + u]!
    }
  return matrix
}

/** An embedding `[tokensOf(from), width]` for another grid. */
export const resizedPositions = (positions: Float32Array, from: number, to: number): Float32Array =>
  from === to ? positions : combined(positions, { rows: tokensOf(to), sources: tokensOf(from) }, positionMatrix(from, to), false)

/** The gradient by an embedding of `from` patches a side, of that by what `resizedPositions` made of it. */
export const resizedPositionsBackward = (gradient: Float32Array, from: number, to: number): Float32Array =>
  from === to ? gradient : combined(gradient, { rows: tokensOf(from), sources: tokensOf(to) }, positionMatrix(from, to), true)

/** Rows that are sums of the sources by a matrix `[rows, sources]`, or turned. */
function combined(
  values: Float32Array,
  { rows, sources }: { readonly rows: number; readonly sources: number },
  matrix: Float32Array,
  turned: boolean,
): Float32Array {
  const width = values.length / sources
  const out = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++)
    for (let source = 0; source < sources; source++) {
      const weight = matrix[turned ? source * rows + row : row * sources + source]!
      if (weight !== 0) for (let c = 0; c < width; c++) out[row * width + c]! += weight * values[source * width + c]!
    }
  return out
}
