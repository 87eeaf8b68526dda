/** From a file's bytes to upright RGB(A) pixels, by the browser's own decoders. Runs in a decode worker. */

import { dimensionsOf, kindOf, orientationOf } from '../files/header'
import { type Box, newRoom, type Raster, type Room } from '../pixels/raster'
import { pixelsOfBitmap } from './bitmap'
import { decodeJpeg } from './jpeg'

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
/** Files up to this size are read at once: reading twice takes longer than the bytes that a header does not need. */
const WHOLE_BYTES = 16 << 20

/** A decoded picture, upright. */
export interface Picture {
  readonly width: number
  readonly height: number
  /**
   * The pixels of `box`: all by default.
   *
   * @param room gives the memory for them: new by default
   */
  pixels(box?: Box, room?: Room): Promise<Raster>
  close(): void
}

/** A bitmap as a picture. */
export function pictureOf(bitmap: ImageBitmap, straight = true): Picture {
  const { width, height } = bitmap
  return {
    width,
    height,
    pixels: (box = { x: 0, y: 0, width, height }, room = newRoom) => pixelsOfBitmap(bitmap, straight, box, room),
    close: () => bitmap.close(),
  }
}

/** What a file's first bytes tell. */
interface Header {
  /** The whole file, where it is not too large. */
  readonly bytes: ArrayBuffer | null
  /** A JPEG of ordinary size that no EXIF turns. */
  readonly plainJpeg: boolean
  /** Whether pixels lie as they are shown. */
  readonly straight: boolean
  readonly options: ImageBitmapOptions
}

async function headerOf(blob: Blob): Promise<Header> {
  if (blob.size === 0) throw new DecodeError('empty', 'the file is empty')
  const whole = blob.size <= WHOLE_BYTES
  const bytes = await (whole ? blob : blob.slice(0, HEADER_BYTES)).arrayBuffer()
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, HEADER_BYTES))
  const kind = kindOf(head)
  if (kind === null) throw new DecodeError('not-a-picture', 'the file begins like no picture that browsers know')
  const stored = dimensionsOf(head)
  const pixels = stored ? stored.width * stored.height : 0
  if (pixels > MAX_PIXELS) throw new DecodeError('too-large', `${stored?.width} x ${stored?.height}`)
  const options: ImageBitmapOptions = { imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none' }
  const large = pixels > LARGE_PIXELS
  if (large && stored) {
    options.resizeWidth = Math.round(stored.width * Math.sqrt(LARGE_PIXELS / 4 / pixels))
    options.resizeQuality = 'medium'
  }
  const straight = orientationOf(head) === 1
  return { bytes: whole ? bytes : null, plainJpeg: kind === 'jpeg' && stored !== null && !large && straight, straight, options }
}

async function bitmapOf(blob: Blob, options: ImageBitmapOptions): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, options)
  } catch (error) {
    throw new DecodeError('cannot-decode', String(error))
  }
}

/**
 * Decodes: EXIF turned upright, first frame of an animation, colours as stored, alpha untouched. The caller closes the picture.
 *
 * @throws DecodeError
 */
export async function decode(blob: Blob): Promise<Picture> {
  const { bytes, plainJpeg, straight, options } = await headerOf(blob)
  const jpeg = bytes && plainJpeg ? await decodeJpeg(bytes) : null
  if (!jpeg) return pictureOf(await bitmapOf(blob, options), straight)
  const { width, height } = jpeg
  return {
    width,
    height,
    pixels: (box = { x: 0, y: 0, width, height }, room = newRoom) => jpeg.pixels(box, room),
    close: jpeg.close,
  }
}

/**
 * Decodes to a bitmap, which a canvas can draw. The caller closes it.
 *
 * @throws DecodeError
 */
export async function decodeToBitmap(blob: Blob): Promise<ImageBitmap> {
  return bitmapOf(blob, (await headerOf(blob)).options)
}
