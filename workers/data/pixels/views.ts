/** What evaluation sees of one picture, and the further views that test-time augmentation averages over: all from one and the same resize. */

import { VIEW_COUNT, type Views } from '../../protocol/answers'
import { evaluationResize } from '../../recipe/viewed'
import { flip } from './geometry'
import type { Box, Raster } from './raster'
import { evaluationView, resize } from './resample'

/**
 * The views of a picture, RGB bytes `[views, size, size, 3]`: torchvision's Resize, then CenterCrop or FiveCrop (top left, top right, bottom
 * left, bottom right, middle), then the mirror image of each.
 */
export function evaluationViews(source: Raster, size: number, views: Views = 'single'): Uint8Array {
  if (views === 'single') return evaluationView(source, size)
  const one = size * size * 3
  const out = new Uint8Array(one * VIEW_COUNT[views])
  const plain = views === 'flip' ? 1 : 5
  if (views === 'flip') out.set(evaluationView(source, size))
  else {
    const { width, height, window } = evaluationResize(source, size)
    const whole = resize(source, { x: 0, y: 0, width: source.width, height: source.height }, width, height)
    const [right, bottom] = [width - size, height - size]
    const at = (x: number, y: number): Box => ({ x, y, width: size, height: size })
    const crops = [at(0, 0), at(right, 0), at(0, bottom), at(right, bottom), window]
    crops.forEach((crop, i) => {
      cut(whole, width, crop, out.subarray(i * one, (i + 1) * one))
    })
  }
  for (let i = plain; i < VIEW_COUNT[views]; i++) {
    const mirrored = out.subarray(i * one, (i + 1) * one)
    mirrored.set(out.subarray((i - plain) * one, (i - plain + 1) * one))
    flip(mirrored, size)
  }
  return out
}

/** Copies a box out of RGB rows. */
function cut(rgb: Uint8Array, width: number, { x, y, ...box }: Box, out: Uint8Array): void {
  for (let row = 0; row < box.height; row++) {
    const from = ((y + row) * width + x) * 3
    out.set(rgb.subarray(from, from + box.width * 3), row * box.width * 3)
  }
}

/** Positions of the views of `part` among those of `views`, which must have them (`viewsWithin`). */
export function positionsOf(part: Views, views: Views): readonly number[] {
  const all = Array.from({ length: VIEW_COUNT[views] }, (_, i) => i)
  if (part === views) return all
  if (views === 'crops-flip') return part === 'crops' ? [0, 1, 2, 3, 4] : part === 'flip' ? [4, 9] : [4]
  return views === 'crops' ? [4] : [0]
}
