/**
 * From a picture's RGB bytes to a network's input as the exported file's metadata says, without a line of the studio's own code: the antialiased
 * resize follows Pillow's description (triangle filter, support grown by the reduction, 22-bit weights, 8-bit rounding between passes). It imports
 * nothing, so that it runs in Node and, its types taken out, in a browser.
 */

export interface Preprocessing {
  readonly resize_shorter_side: number
  readonly center_crop: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** Upright RGB bytes, row by row. */
export interface Decoded {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** One pass along one axis: `lines` lines of `from` pixels each become `to` pixels. Strides are in bytes. */
function pass(
  source: Uint8Array,
  target: Uint8Array,
  axis: { from: number; to: number; pixel: number; line: number; lines: number },
  out: { pixel: number; line: number },
): void {
  const scale = axis.from / axis.to
  const support = Math.max(1, scale)
  for (let i = 0; i < axis.to; i++) {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - support + 0.5))
    const last = Math.min(axis.from, Math.floor(centre + support + 0.5))
    const exact = Array.from({ length: last - first }, (_, t) => Math.max(0, 1 - Math.abs((first + t + 0.5 - centre) / support)))
    const total = exact.reduce((a, b) => a + b, 0)
    // Sums that end in exactly one half are common at simple ratios, so the weights are rounded as Pillow's are.
    const weights = exact.map((weight) => Math.floor((weight / total) * 2 ** 22 + 0.5))
    for (let line = 0; line < axis.lines; line++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let t = 0; t < weights.length; t++) sum += weights[t]! * source[line * axis.line + (first + t) * axis.pixel + c]!
        target[line * out.line + i * out.pixel + c] = Math.floor((sum + 2 ** 21) / 2 ** 22)
      }
    }
  }
}

/** The whole picture with its shorter side resized to `short`. */
export function resizedPixels({ width, height, data }: Decoded, short: number): Decoded {
  // torchvision truncates the longer side.
  const w = width <= height ? short : Math.trunc((short * width) / height)
  const h = width <= height ? Math.trunc((short * height) / width) : short
  const wide = new Uint8Array(w * height * 3)
  pass(data, wide, { from: width, to: w, pixel: 3, line: width * 3, lines: height }, { pixel: 3, line: w * 3 })
  const small = new Uint8Array(w * h * 3)
  pass(wide, small, { from: height, to: h, pixel: w * 3, line: 3, lines: w }, { pixel: w * 3, line: 3 })
  return { width: w, height: h, data: small }
}

/** One picture as normalised `[3, size, size]`, f32. */
export function inputOfPixels(picture: Decoded, { resize_shorter_side: short, center_crop: size, mean, std }: Preprocessing): Float32Array {
  const { width: w, height: h, data: small } = resizedPixels(picture, short)
  const left = cropOffset(w, size)
  const top = cropOffset(h, size)
  return Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const c = Math.floor(i / (size * size))
    const y = Math.floor(i / size) % size
    return (small[((top + y) * w + left + (i % size)) * 3 + c]! / 255 - mean[c]!) / std[c]!
  })
}

/** Pixels before the middle `size` of `length`, as torchvision's CenterCrop has it. */
export const cropOffset = (length: number, size: number): number => roundHalfEven((length - size) / 2)

/** Python's `round`, which torchvision's CenterCrop uses. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}
