/** Colours as numbers: OKLab, in which equal distances look alike, and contrast. Pure. */

export type Triple = readonly [number, number, number]

/** Of two colours in OKLab: black and white are 1 apart, and 0.02 is just seen. */
export const distance = (x: Triple, y: Triple): number => Math.sqrt((x[0] - y[0]) ** 2 + (x[1] - y[1]) ** 2 + (x[2] - y[2]) ** 2)

/** Contrast ratio of two luminances, 1..21 (WCAG 2.2). */
export const contrastOf = (x: number, y: number): number => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)

/** Of linear sRGB, 0..1. */
export const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b

/** Linear sRGB, 0..1 each, of `#rrggbb`. */
export function rgbOf(hex: string): Triple {
  const at = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [at(1), at(3), at(5)]
}

/** OKLab of linear sRGB (Ottosson 2020, "A perceptual color space for image processing"). */
export function labOf([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** The way back: a screen shows what is between 0 and 1. */
function rgbFrom([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

/** The colour, in OKLab, as linear sRGB; where a screen has no such colour, a paler one. */
export function shown([lightness, a, b]: Triple): Triple {
  for (let chroma = 1; chroma > 0; chroma -= 0.1) {
    const rgb = rgbFrom([lightness, chroma * a, chroma * b])
    if (rgb.every((value) => value > -0.002 && value < 1.002)) return rgb
  }
  return rgbFrom([lightness, 0, 0])
}

/** `#rrggbb` of linear sRGB. */
export function hexOf(rgb: Triple): string {
  const bytes = rgb.map((value) => {
    const within = Math.min(1, Math.max(0, value))
    const encoded = within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055
    return Math.round(255 * encoded)
  })
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
