/** Mirroring, turning and erasing of square RGB bytes, as torchvision does them. */
import { ERASED } from '../../model/preprocessing'
import { type AffineSteps, rotationSteps, shearSteps } from '../../model/resampling'
import type { Box } from './raster'

/** Mirrors left to right, in place. */
export function flip(rgb: Uint8Array, size: number): void {
  for (let y = 0; y < size; y++) {
    let left = y * size * 3
    let right = left + (size - 1) * 3
    for (; left < right; left += 3, right -= 3) {
      for (let c = 0; c < 3; c++) {
        const held = rgb[left + c]!
        rgb[left + c] = rgb[right + c]!
        rgb[right + c] = held
      }
    }
  }
}

/**
 * Turns by `degrees` counter-clockwise about the centre, nearest pixel, black outside: Pillow's `Image.rotate` (Geometry.c's
 * fixed-point path), which torchvision's RandomRotation uses by default.
 *
 * @returns a new array of the same size
 */
export function rotate(rgb: Uint8Array, size: number, degrees: number): Uint8Array {
  const steps = rotationSteps(size, degrees)
  return steps ? stepped(rgb, size, steps) : rgb.slice()
}

/**
 * Sheared about the upper left corner, nearest pixel, black outside: torchvision's `affine` with `center=[0, 0]`, which its policies use.
 * @param slopes how far a row (x), or a column (y), is pushed for each pixel further down, or right
 * @returns a new array of the same size
 */
export function shear(rgb: Uint8Array, size: number, slopes: { readonly x: number; readonly y: number }): Uint8Array {
  return stepped(rgb, size, shearSteps(slopes.x, slopes.y))
}

/** Moved right by `x` and down by `y` whole pixels, black where nothing comes from. @returns a new array of the same size */
export function translate(rgb: Uint8Array, size: number, { x, y }: { readonly x: number; readonly y: number }): Uint8Array {
  return stepped(rgb, size, { rowX: -x * 65536, rowY: -y * 65536, right: [65536, 0], down: [0, 65536] })
}

function stepped(rgb: Uint8Array, size: number, steps: AffineSteps): Uint8Array {
  const out = new Uint8Array(rgb.length)
  let { rowX, rowY } = steps
  const { right, down } = steps
  let to = 0
  for (let y = 0; y < size; y++) {
    let sx = rowX
    let sy = rowY
    for (let x = 0; x < size; x++, to += 3) {
      const px = sx >> 16
      const py = sy >> 16
      if (px >= 0 && px < size && py >= 0 && py < size) {
        const from = (py * size + px) * 3
        out[to] = rgb[from]!
        out[to + 1] = rgb[from + 1]!
        out[to + 2] = rgb[from + 2]!
      }
      sx += right[0]
      sy += right[1]
    }
    rowX += down[0]
    rowY += down[1]
  }
  return out
}

/** Fills `box` with the mean colour, in place. */
export function erase(rgb: Uint8Array, size: number, box: Box): void {
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const to = (y * size + x) * 3
      rgb[to] = ERASED[0]
      rgb[to + 1] = ERASED[1]
      rgb[to + 2] = ERASED[2]
    }
  }
}
