/** Pixels as a canvas takes them. */

/** @param rgb `[size, size, 3]` */
export function imageOf(rgb: Uint8Array, size: number): ImageData {
  const image = new ImageData(size, size)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    image.data[to] = rgb[from]!
    image.data[to + 1] = rgb[from + 1]!
    image.data[to + 2] = rgb[from + 2]!
    image.data[to + 3] = 255
  }
  return image
}
