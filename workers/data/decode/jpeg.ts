/** JPEGs by the browser's `ImageDecoder`, which gives the planes as they are stored, much sooner than a bitmap. */

import type { Box, Raster, Room } from '../pixels/raster'
import { isRgb, pixelsOfFrame } from './bitmap'
import { bytesOfPlanes, NARROWEST, pixelsOfPlanes, type Subsampling } from './planes'

/** A decoded JPEG. The caller closes it. */
export interface DecodedJpeg {
  readonly width: number
  readonly height: number
  pixels(box: Box, room: Room): Promise<Raster>
  close(): void
}

/** How the planes lie; null where they are none that `planes.ts` knows: it takes BT.601 of full range, as JPEG has it (JFIF 1.02). */
function subsamplingOf({ format, colorSpace, codedWidth }: VideoFrame): Subsampling | null {
  if (colorSpace.fullRange !== true || colorSpace.matrix !== 'smpte170m' || codedWidth < NARROWEST) return null
  return format === 'I420' || format === 'I422' || format === 'I444' ? format : null
}

async function frameOf(data: ArrayBuffer): Promise<VideoFrame> {
  const decoder = new ImageDecoder({ data, type: 'image/jpeg', colorSpaceConversion: 'none', preferAnimation: false, transfer: [data] })
  try {
    return (await decoder.decode()).image
  } finally {
    decoder.close()
  }
}

/**
 * Decodes a JPEG that no EXIF turns; its bytes are used up. Null where this browser cannot do it so, or cannot do it at all: a bitmap
 * then tells which.
 */
export async function decodeJpeg(data: ArrayBuffer): Promise<DecodedJpeg | null> {
  if (typeof ImageDecoder === 'undefined') return null
  const frame = await frameOf(data).catch(() => null)
  if (!frame) return null
  const { codedWidth: width, codedHeight: height, visibleRect } = frame
  const subsampling = subsamplingOf(frame)
  // A frame with a border, or of planes that are not known, is left to the bitmap.
  const whole = visibleRect?.width === width && visibleRect.height === height
  if (!whole || !(subsampling || isRgb(frame.format))) {
    frame.close()
    return null
  }
  return {
    width,
    height,
    close: () => frame.close(),
    pixels: async (box, room) => {
      if (!subsampling) return pixelsOfFrame(frame, box, room)
      const planes = { width, height, subsampling }
      const data = room(bytesOfPlanes(planes))
      await frame.copyTo(data)
      return pixelsOfPlanes(data, planes, box, room)
    },
  }
}
