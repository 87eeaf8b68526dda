/** From a file's bytes to upright RGB(A) pixels, by the browser's own decoders or, for TIFFs, a library's. Runs in a decode worker. */

import { newRoom, type Raster } from '../pixels/raster'
import { layOn } from '../pixels/transparency'
import { bitmapOf, decodeByBrowser, headerOf, type Picture } from './browser'
import { decodeTiff } from './tiff'

/** Pixels in memory as a picture. */
function pictureOfRaster(raster: Raster, deep: boolean): Picture {
  const { width, height } = raster
  return {
    width,
    height,
    deep,
    pixels: async (transparency, box = { x: 0, y: 0, width, height }, room = newRoom) => {
      const data = room(box.width * box.height * 4)
      for (let row = 0; row < box.height; row++) {
        const from = ((box.y + row) * width + box.x) * 4
        data.set(raster.data.subarray(from, from + box.width * 4), row * box.width * 4)
      }
      return layOn({ ...raster, data, width: box.width, height: box.height }, transparency)
    },
    close: () => undefined,
  }
}

/**
 * Decodes: EXIF turned upright, first frame of an animation, colours as stored. The caller closes the picture.
 *
 * @throws DecodeError
 */
export async function decode(blob: Blob): Promise<Picture> {
  const header = await headerOf(blob)
  return header.kind === 'tiff' ? pictureOfRaster(await decodeTiff(blob), header.lies.deep) : decodeByBrowser(blob, header)
}

/**
 * Decodes to a bitmap, which a canvas can draw. The caller closes it.
 *
 * @throws DecodeError
 */
export async function decodeToBitmap(blob: Blob): Promise<ImageBitmap> {
  const header = await headerOf(blob)
  if (header.kind !== 'tiff') return bitmapOf(blob, header)
  const { data, width, height } = await decodeTiff(blob)
  return createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height), { premultiplyAlpha: 'none' })
}
