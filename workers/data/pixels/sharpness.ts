/** How sharp a picture is at about the size at which networks see it: how much of what is in it changes from one pixel to the next. */
import type { Raster } from './raster'
import { resize } from './resample'

/** Longest side at which it is looked at, in pixels. Smaller pictures stay as they are. */
const SIDE = 256
/** Grey levels squared: noise in a picture of one colour is no sharpness. */
const FLOOR = 25

/**
 * The variance of the Laplacian (Pech-Pacheco et al. 2000) over that of the grey levels, so that light and contrast do not matter. Above 0; photographs have
 * 0.004 to 3, blurred by a Gaussian of 4 pixels 0.0002 to 0.0025.
 */
export function sharpnessOf(raster: Raster): number {
  const scale = Math.min(1, SIDE / Math.max(raster.width, raster.height))
  const width = Math.max(1, Math.round(raster.width * scale))
  const height = Math.max(1, Math.round(raster.height * scale))
  const all = { x: 0, y: 0, width: raster.width, height: raster.height }
  const rgb = resize(raster, all, width, height)
  const grey = new Float32Array(width * height)
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) grey[i] = (rgb[at]! * 77 + rgb[at + 1]! * 150 + rgb[at + 2]! * 29) / 256
  const laplacian = new Moments()
  const levels = new Moments()
  for (const level of grey) levels.add(level)
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      laplacian.add(4 * grey[i]! - grey[i - 1]! - grey[i + 1]! - grey[i - width]! - grey[i + width]!)
    }
  return laplacian.variance / (levels.variance + FLOOR)
}

class Moments {
  private count = 0
  private sum = 0
  private squares = 0

  add(value: number): void {
    this.count++
    this.sum += value
    this.squares += value * value
  }

  get variance(): number {
    return this.count === 0 ? 0 : this.squares / this.count - (this.sum / this.count) ** 2
  }
}
