/** Grad-CAM's map as colours over the picture that it explains. */

/** Stops of matplotlib's "inferno" at 0, 1/8, ..., 1: rising lightness, so that it also reads without colour. */
const INFERNO = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
] as const

/** Red, green, blue (0..255) of a heat of 0..1; what is outside is taken as the nearer end. */
export function heatColor(heat: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, heat)) * (INFERNO.length - 1)
  const low = Math.min(INFERNO.length - 2, Math.floor(at))
  const mix = (channel: 0 | 1 | 2) => {
    const from = INFERNO[low]![channel]
    return Math.round(from + (INFERNO[low + 1]![channel] - from) * (at - low))
  }
  return [mix(0), mix(1), mix(2)]
}

/** Of a cold cell's cover, so that the picture stays plain where nothing speaks for the class. */
const COLD = 0.35

/** Pixels (RGBA) of a map `[height, width]`, one a cell; the colder, the more transparent. */
export function heatPixels(heat: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(heat.length * 4)
  heat.forEach((value, i) => {
    pixels.set([...heatColor(value), 255 * (COLD + (1 - COLD) * value)], i * 4)
  })
  return pixels
}

export interface HeatMap {
  readonly height: number
  readonly width: number
  readonly heat: Float32Array
}

/** Draws the map over a part of the canvas, smoothly enlarged. */
export function drawHeat(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { height, width, heat }: HeatMap,
  at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  opacity: number,
): void {
  const small = new OffscreenCanvas(width, height)
  small.getContext('2d')?.putImageData(new ImageData(heatPixels(heat), width, height), 0, 0)
  context.globalAlpha = opacity
  context.imageSmoothingQuality = 'high'
  context.drawImage(small, at.x, at.y, at.width, at.height)
  context.globalAlpha = 1
}
