/** Pixels of what the browser has decoded to RGB: bitmaps, and video frames that hold RGB. */
import type { Box, Raster, Room } from '../pixels/raster'

const RGB = /^(BGR|RGB)[AX]$/

/** Whether `pixelsOfFrame` can read frames of this format. */
export const isRgb = (format: VideoPixelFormat | null): format is VideoPixelFormat => format !== null && RGB.test(format)

/** The pixels of `rect` of a frame that holds RGB. */
export async function pixelsOfFrame(frame: VideoFrame, rect: Box, room: Room): Promise<Raster> {
  const data = room(rect.width * rect.height * 4)
  await frame.copyTo(data, { rect })
  return {
    data,
    width: rect.width,
    height: rect.height,
    channels: 4,
    bgr: frame.format?.startsWith('BGR') ?? false,
    opaque: frame.format?.endsWith('X') ?? false,
  }
}

/**
 * Reads the pixels of `box`. By way of a VideoFrame where that is possible: it is quicker than a canvas and keeps the colours under
 * transparent pixels, which PIL's `convert('RGB')` shows; but it does not know about EXIF turning, and not every browser has it.
 *
 * @param straight whether the bitmap's own pixels lie as they are shown: no EXIF turning on top
 */
export async function pixelsOfBitmap(bitmap: ImageBitmap, straight: boolean, box: Box, room: Room): Promise<Raster> {
  if (straight && typeof VideoFrame !== 'undefined') {
    const frame = new VideoFrame(bitmap, { timestamp: 0 })
    try {
      if (isRgb(frame.format)) return await pixelsOfFrame(frame, box, room)
    } finally {
      frame.close()
    }
  }
  return pixelsByCanvas(bitmap, box)
}

let canvas: OffscreenCanvas | null = null
let context: OffscreenCanvasRenderingContext2D | null = null

/** A drawing surface of at least this size, kept between pictures. */
function surface(width: number, height: number): OffscreenCanvasRenderingContext2D {
  if (!canvas || !context) {
    canvas = new OffscreenCanvas(512, 512)
    context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('this browser has no 2D canvas in workers')
    context.globalCompositeOperation = 'copy'
    context.imageSmoothingEnabled = false
  }
  if (canvas.width < width || canvas.height < height) {
    canvas.width = Math.max(canvas.width, width)
    canvas.height = Math.max(canvas.height, height)
    context.globalCompositeOperation = 'copy'
    context.imageSmoothingEnabled = false
  }
  return context
}

function pixelsByCanvas(bitmap: ImageBitmap, box: Box): Raster {
  const target = surface(box.width, box.height)
  target.drawImage(bitmap, box.x, box.y, box.width, box.height, 0, 0, box.width, box.height)
  const { data } = target.getImageData(0, 0, box.width, box.height)
  // A huge picture must not keep its surface for the rest of the run.
  if (canvas && canvas.width * canvas.height > 16e6) canvas = context = null
  return { data, width: box.width, height: box.height, channels: 4 }
}
