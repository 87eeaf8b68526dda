/**
 * The integers behind torchvision's resize and rotation of PIL images, which the decode workers' passes compute with.
 * Sources: Pillow's `Resample.c` (`precompute_coeffs`, `normalize_coeffs_8bpc`) and `Geometry.c` (`affine_fixed`).
 */

/** Fractional bits of a weight. */
export const PRECISION_BITS = 22

export interface ResampleWeights {
  /** First input position and number of taps, for each output position: [first, count, first, count, ...]. */
  readonly bounds: Int32Array
  /** `taps` weights for each output position, in 1 / 2^22. */
  readonly weights: Int32Array
  readonly taps: number
}

/** The triangle filter's weights, its support grown with the reduction, from `inSize` inputs to outputs `from .. from + count` of `outSize`. */
export function resampleWeights(inSize: number, outSize: number, from: number, count: number): ResampleWeights {
  const scale = inSize / outSize
  const filterScale = Math.max(1, scale)
  const taps = Math.ceil(filterScale) * 2 + 1
  const bounds = new Int32Array(count * 2)
  const weights = new Int32Array(count * taps)
  const inverse = 1 / filterScale
  const row = new Float64Array(taps)
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - filterScale + 0.5))
    const n = Math.min(inSize, Math.trunc(centre + filterScale + 0.5)) - first
    let total = 0
    for (let t = 0; t < n; t++) {
      const distance = Math.abs((t + first - centre + 0.5) * inverse)
      const w = distance < 1 ? 1 - distance : 0
      row[t] = w
      total += w
    }
    for (let t = 0; t < n; t++) weights[i * taps + t] = Math.trunc(0.5 + (total !== 0 ? row[t]! / total : row[t]!) * (1 << PRECISION_BITS))
    bounds[i * 2] = first
    bounds[i * 2 + 1] = n
  }
  return { bounds, weights, taps }
}

const fixed = (v: number): number => Math.floor(v * 65536 + 0.5)
/** Python's round(v, 15), near enough for what follows: 1/65536 is the finest step that the transform sees. */
const round15 = (v: number): number => Number(v.toFixed(15))

/** Where pixels come from, in 16.16 fixed point: output (x, y) is input `(rowX + y * down[0] + x * right[0]) >> 16`, and likewise for y. */
export interface AffineSteps {
  readonly rowX: number
  readonly rowY: number
  readonly right: readonly [number, number]
  readonly down: readonly [number, number]
}

/** Of a square that is sheared about its upper left corner by slopes `x` and `y`, of which one is 0. */
export function shearSteps(x: number, y: number): AffineSteps {
  return { rowX: fixed(0.5 + x * 0.5), rowY: fixed(y * 0.5 + 0.5), right: [fixed(1), fixed(y)], down: [fixed(x), fixed(1)] }
}

/** Of a square turned by `degrees` counter-clockwise about its centre. Null where nothing turns. */
export function rotationSteps(size: number, degrees: number): AffineSteps | null {
  const turned = ((degrees % 360) + 360) % 360
  if (turned === 0) return null
  const centre = size / 2
  const angle = (-turned * Math.PI) / 180
  const a = round15(Math.cos(angle))
  const b = round15(Math.sin(angle))
  const d = round15(-Math.sin(angle))
  const c = a * -centre + b * -centre + centre
  const f = d * -centre + a * -centre + centre
  return {
    rowX: fixed(c + a * 0.5 + b * 0.5),
    rowY: fixed(f + d * 0.5 + a * 0.5),
    right: [fixed(a), fixed(d)],
    down: [fixed(b), fixed(a)],
  }
}
