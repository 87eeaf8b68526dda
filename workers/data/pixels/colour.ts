/** Brightness, contrast, saturation and sharpness exactly as Pillow's ImageEnhance, which torchvision uses on PIL images; in place on RGB bytes. */
import type { ColourStep } from '../../model/picture'

/** ITU-R 601 luma in Pillow's 16-bit fixed point. */
const luma = (r: number, g: number, b: number): number => (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16

/** Pillow's `ImagingBlend` of two bytes in f32: truncated inside 0..1, clipped outside. */
function blend(from: number, to: number, factor: number): number {
  const value = Math.fround(from + Math.fround(factor * (to - from)))
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value)
}

function towards(rgb: Uint8Array, grey: number, factor: number): void {
  const table = Uint8Array.from({ length: 256 }, (_, v) => blend(grey, v, factor))
  for (let i = 0; i < rgb.length; i++) rgb[i] = table[rgb[i]!]!
}

/**
 * Changes `rgb` by one step. Factor 1 leaves it as it is, 0 gives black (brightness), the mean grey (contrast) or a grey picture (saturation).
 *
 * @param factor at least 0
 */
export function adjust(rgb: Uint8Array, step: ColourStep, factor: number): void {
  const f = Math.fround(factor)
  switch (step) {
    case 'brightness':
      towards(rgb, 0, f)
      return
    case 'contrast': {
      let total = 0
      for (let i = 0; i < rgb.length; i += 3) total += luma(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!)
      towards(rgb, Math.trunc(total / (rgb.length / 3) + 0.5), f)
      return
    }
    case 'saturation':
      for (let i = 0; i < rgb.length; i += 3) {
        const grey = luma(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!)
        rgb[i] = blend(grey, rgb[i]!, f)
        rgb[i + 1] = blend(grey, rgb[i + 1]!, f)
        rgb[i + 2] = blend(grey, rgb[i + 2]!, f)
      }
      return
    default:
      step satisfies never
  }
}

/** Pillow's `ImageFilter.SMOOTH`: 1 around 5, over 13. */
const MIDDLE = Math.fround(5 / 13)
const AROUND = Math.fround(1 / 13)

/**
 * Sharpens (`factor` above 1) or blurs (below) the square `rgb`, in place: away from, or towards, what Pillow's `SMOOTH` makes of it. The outermost
 * pixels stay as they are, as they do there.
 *
 * @param factor at least 0
 */
export function sharpen(rgb: Uint8Array, size: number, factor: number): void {
  const f = Math.fround(factor)
  const before = rgb.slice()
  const row = size * 3
  for (let y = 1; y < size - 1; y++) {
    for (let at = y * row + 3; at < (y + 1) * row - 3; at++) {
      // In single precision and in Pillow's order (`ImagingFilter3x3`): what comes out to the half is decided by it.
      let sum = 0.5
      for (const from of [at + row, at, at - row]) {
        const middle = Math.fround(before[from]! * (from === at ? MIDDLE : AROUND))
        const three = Math.fround(Math.fround(Math.fround(before[from - 3]! * AROUND) + middle) + Math.fround(before[from + 3]! * AROUND))
        sum = Math.fround(sum + three)
      }
      rgb[at] = blend(Math.trunc(sum), before[at]!, f)
    }
  }
}
