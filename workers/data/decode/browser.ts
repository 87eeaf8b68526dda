/** From a file's bytes to upright RGB(A) pixels, by the browser's own decoders. */

import type { PictureKind } from '../files/header'
import { checkedHeader, DecodeError } from '../files/refusal'
import { type Box, newRoom, type Raster, type Room } from '../pixels/raster'
import { layOn, type Transparency } from '../pixels/transparency'
import { pixelsOfBitmap } from './bitmap'
import { decodeJpeg } from './jpeg'
import { ended, isCutOff, mayLackItsEnd } from './unfinished'

/** Beyond this many pixels it is decoded to half its sides or less: nothing is lost at the sizes that networks see. */
const LARGE_PIXELS = 40e6

/** First bytes of a larger file: nearly every header lies in them. */
const HEADER_BYTES = 1 << 18
/** Files up to this size are read at once: reading twice takes longer than the bytes that a header does not need. */
const WHOLE_BYTES = 16 << 20

/** A decoded picture, upright. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Whether the file has 16 bits a sample, of which 8 are seen. */
  readonly deep: boolean
  /**
   * The pixels of `box`, all by default, laid on what is behind them.
   *
   * @param room gives the memory for them: new by default
   */
  pixels(transparency: Transparency, box?: Box, room?: Room): Promise<Raster>
  close(): void
}

/** A bitmap as a picture. */
export function pictureOf(bitmap: ImageBitmap, { straight, opaque, deep }: Lies = { straight: true, opaque: false, deep: false }): Picture {
  const { width, height } = bitmap
  return {
    width,
    height,
    deep,
    pixels: async (transparency, box = { x: 0, y: 0, width, height }, room = newRoom) => {
      const raster = await pixelsOfBitmap(bitmap, straight, box, room)
      return layOn(opaque ? { ...raster, opaque } : raster, transparency)
    },
    close: () => bitmap.close(),
  }
}

/** What is known of a bitmap's pixels. */
interface Lies {
  /** Whether they lie as they are shown: no EXIF turning on top. */
  readonly straight: boolean
  /** Whether files of this kind have no alpha. */
  readonly opaque: boolean
  readonly deep: boolean
}

/** What a file's first bytes tell. */
export interface Header {
  /** The whole file, where it is not too large. */
  readonly bytes: ArrayBuffer | null
  readonly kind: PictureKind
  /** A JPEG of ordinary size that no EXIF turns. */
  readonly plainJpeg: boolean
  readonly lies: Lies
  readonly options: ImageBitmapOptions
}

export async function headerOf(blob: Blob): Promise<Header> {
  // A file beyond every limit is not read: its header is.
  const whole = blob.size <= WHOLE_BYTES
  const bytes = await (whole ? blob : blob.slice(0, HEADER_BYTES)).arrayBuffer()
  const { kind, width, height, straight, deep = false } = await checkedHeader(blob, new Uint8Array(bytes))
  const pixels = width * height
  const options: ImageBitmapOptions = { imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none' }
  const large = pixels > LARGE_PIXELS
  if (large) {
    // Colours that are not seen must not run into those that are.
    options.premultiplyAlpha = 'premultiply'
    options.resizeWidth = Math.round(width * Math.sqrt(LARGE_PIXELS / 4 / pixels))
    options.resizeQuality = 'medium'
  }
  // A canvas, unlike a frame, gives the colours of premultiplied pixels back.
  const lies = { straight: straight && (!large || kind === 'jpeg'), opaque: kind === 'jpeg', deep }
  return { bytes: whole ? bytes : null, kind, plainJpeg: kind === 'jpeg' && !large && straight, lies, options }
}

export async function bitmapOf(blob: Blob, { kind, options }: Pick<Header, 'kind' | 'options'>): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, options)
  } catch (error) {
    const finished = kind === 'jpeg' ? await finishedBitmap(blob, options) : null
    if (finished) return finished
    throw new DecodeError('cannot-decode', String(error))
  }
}

/** Of a JPEG that only lacks its end; null where it lacks more. */
async function finishedBitmap(blob: Blob, options: ImageBitmapOptions): Promise<ImageBitmap | null> {
  if (!(await mayLackItsEnd(blob))) return null
  const bitmap = await createImageBitmap(ended(blob), options).catch(() => null)
  if (!bitmap || !isCutOff(bitmap)) return bitmap
  bitmap.close()
  return null
}

/**
 * Decodes what the browser knows: EXIF turned upright, first frame of an animation, colours as stored. The caller closes the picture.
 *
 * @throws DecodeError
 */
export async function decodeByBrowser(blob: Blob, header: Header): Promise<Picture> {
  const { bytes, plainJpeg, lies } = header
  const jpeg = bytes && plainJpeg ? await decodeJpeg(bytes) : null
  if (!jpeg) return pictureOf(await bitmapOf(blob, header), lies)
  const { width, height } = jpeg
  return {
    width,
    height,
    deep: false,
    pixels: async (_, box = { x: 0, y: 0, width, height }, room = newRoom) => ({ ...(await jpeg.pixels(box, room)), opaque: true }),
    close: jpeg.close,
  }
}
