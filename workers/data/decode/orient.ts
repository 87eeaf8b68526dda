/** Turns pixels upright by the orientation tag of TIFF 6.0 (and EXIF): for files that the browser does not turn itself. */
import type { Raster } from '../pixels/raster'

/** By orientation: whether rows and columns change places, and which side the first row and the first column lie at. */
const TURNS: Readonly<Record<number, readonly [swapped: boolean, flippedX: boolean, flippedY: boolean]>> = {
  2: [false, true, false],
  3: [false, true, true],
  4: [false, false, true],
  5: [true, false, false],
  6: [true, true, false],
  7: [true, true, true],
  8: [true, false, true],
}

/** @returns the same raster where it lies upright, a new one otherwise; four channels */
export function upright(raster: Raster, orientation: number): Raster {
  const turn = TURNS[orientation]
  if (!turn) return raster
  const [swapped, flippedX, flippedY] = turn
  const { width: w, height: h } = raster
  const [width, height] = swapped ? [h, w] : [w, h]
  const from = new Uint32Array(raster.data.buffer, raster.data.byteOffset, w * h)
  const to = new Uint32Array(w * h)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = [flippedX ? width - 1 - x : x, flippedY ? height - 1 - y : y]
      to[y * width + x] = swapped ? from[across * w + down]! : from[down * w + across]!
    }
  }
  return { ...raster, data: new Uint8Array(to.buffer), width, height }
}
