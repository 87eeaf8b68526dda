/** From a file's bytes to upright RGB(A) pixels, by the browser's own decoders. Runs in a decode worker. */
import { dimensionsOf, kindOf, orientationOf } from './header'
import type { Box, Raster } from './raster'

/** Why a picture gave no pixels. */
export type DecodeFault = 'empty' | 'not-a-picture' | 'cannot-decode' | 'too-large'

export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  constructor(
    readonly fault: DecodeFault,
    detail: string,
  ) {
    super(detail)
  }
}

/** Beyond this many pixels a picture is not decoded at all: its pixels alone would take more than 600 MB. */
const MAX_PIXELS = 160e6
/** Beyond this many pixels it is decoded to half its sides or less: nothing is lost at the sizes that networks see. */
const LARGE_PIXELS = 40e6

/** Enough of a file for its header: EXIF thumbnails stand before a JPEG's size. */
const HEADER_BYTES = 1 << 18

/** A decoded picture, upright. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly bitmap: ImageBitmap
  /** Whether the bitmap's own pixels lie as they are shown: no EXIF turning on top. */
  readonly straight: boolean
}

/** A bitmap of a video frame that a canvas gave: no EXIF turns it. */
export function pictureOf(bitmap: ImageBitmap): Picture {
  return { bitmap, width: bitmap.width, height: bitmap.height, straight: true }
}

/** Decodes: EXIF turned upright, first frame of an animation, colours as stored, alpha untouched. The caller closes the bitmap. */
export async function decode(blob: Blob): Promise<Picture> {
  if (blob.size === 0) throw new DecodeError('empty', 'the file is empty')
  const head = new Uint8Array(await blob.slice(0, HEADER_BYTES).arrayBuffer())
  if (kindOf(head) === null) throw new DecodeError('not-a-picture', 'the file begins like no picture that browsers know')
  const stored = dimensionsOf(head)
  const pixels = stored ? stored.width * stored.height : 0
  if (pixels > MAX_PIXELS) throw new DecodeError('too-large', `${stored?.width} x ${stored?.height}`)
  const options: ImageBitmapOptions = { imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none' }
  if (pixels > LARGE_PIXELS && stored) {
    options.resizeWidth = Math.round(stored.width * Math.sqrt(LARGE_PIXELS / 4 / pixels))
    options.resizeQuality = 'medium'
  }
  try {
    const bitmap = await createImageBitmap(blob, options)
    return { bitmap, width: bitmap.width, height: bitmap.height, straight: orientationOf(head) === 1 }
  } catch (error) {
    throw new DecodeError('cannot-decode', String(error))
  }
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

/**
 * Reads the pixels of `box`. By way of a VideoFrame where that is possible: it is quicker than a canvas and keeps the colours under
 * transparent pixels, which PIL's `convert('RGB')` shows; but it does not know about EXIF turning, and not every browser has it.
 *
 * @param room gives the memory for so many bytes: new by default
 */
export async function pixelsOf(
  picture: Picture,
  box: Box = { x: 0, y: 0, width: picture.width, height: picture.height },
  room: Room = (bytes) => new Uint8Array(bytes),
): Promise<Raster> {
  return (picture.straight ? await frameOf(picture.bitmap, box, room) : null) ?? canvasOf(picture.bitmap, box)
}
type Room = (bytes: number) => Uint8Array<ArrayBuffer>

async function frameOf(bitmap: ImageBitmap, rect: Box, room: Room): Promise<Raster | null> {
  if (typeof VideoFrame === 'undefined') return null
  const frame = new VideoFrame(bitmap, { timestamp: 0 })
  try {
    const { format } = frame
    if (format === null || !/^(BGR|RGB)[AX]$/.test(format)) return null
    const data = room(rect.width * rect.height * 4)
    await frame.copyTo(data, { rect })
    return { data, width: rect.width, height: rect.height, channels: 4, bgr: format.startsWith('BGR') }
  } finally {
    frame.close()
  }
}

function canvasOf(bitmap: ImageBitmap, box: Box): Raster {
  const target = surface(box.width, box.height)
  target.drawImage(bitmap, box.x, box.y, box.width, box.height, 0, 0, box.width, box.height)
  const { data } = target.getImageData(0, 0, box.width, box.height)
  // A huge picture must not keep its surface for the rest of the run.
  if (canvas && canvas.width * canvas.height > 16e6) canvas = context = null
  return { data, width: box.width, height: box.height, channels: 4 }
}
