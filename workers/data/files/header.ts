/** What a picture file is, from its name and from its bytes: kind, and width and height as its header tells them. */
import { bmpHeader, icoHeader } from './headers/bmp'
import { pngHeader, webpHeader } from './headers/chunks'
import { gifHeader } from './headers/gif'
import { heifHeader } from './headers/heif'
import { jpegHeader } from './headers/jpeg'
import { type Header, type Parser, parse } from './headers/parser'
import { tiffHeader } from './headers/tiff'

/** Kinds that some browser decodes; `heic` and `tiff` Safari only. */
export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'ico' | 'avif' | 'heic' | 'tiff'

/** As sites hand them out as well: `x.jpg_large`, `x.jpg:large`, `x.jpg?itok=1`. */
const EXTENSIONS = /\.(jpe?g|jpe|jfif|png|gif|webp|bmp|avif|tiff?)([_:?][^.]*)?$/i

/** Whether a file of this name is taken for a picture that browsers decode. */
export function namedLikePicture(name: string): boolean {
  return EXTENSIONS.test(name)
}

/** First bytes that suffice for the kind. */
export const KIND_BYTES = 64

/** The kind by the first 64 bytes, or null: "a text file called .jpg". */
export function kindOf(bytes: Uint8Array): PictureKind | null {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(0, 2) === 'BM') return 'bmp'
  if (bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || bytes[2] === 2) && bytes[3] === 0) return 'ico'
  if (['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].includes(text(0, 4))) return 'tiff'
  if (text(4, 8) !== 'ftyp') return null
  // The brand, and those that it is compatible with.
  const brands = text(8, Math.min(KIND_BYTES, ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)))
  if (/avi[fs]/.test(brands)) return 'avif'
  return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? 'heic' : null
}

const PARSERS: Readonly<Record<PictureKind, () => Parser<Header | null>>> = {
  jpeg: jpegHeader,
  png: pngHeader,
  gif: gifHeader,
  webp: webpHeader,
  bmp: bmpHeader,
  ico: icoHeader,
  avif: heifHeader,
  heic: heifHeader,
  tiff: tiffHeader,
}

/**
 * Size and turning, wherever in the file they stand: what is not among the first bytes is read on, in slices and up to a bound. Where a file
 * names several sizes it is the largest that a decoder may make room for.
 *
 * @param head the first bytes, at hand already: at least 64, or all of a shorter file
 * @returns null where the file is no picture, or does not tell its size
 * @throws DOMException where the file cannot be read any more
 */
export async function readHeader(file: Blob, head: Uint8Array): Promise<Header | null> {
  const kind = kindOf(head)
  const header = kind && (await parse(PARSERS[kind](), file, head))
  return header && header.width > 0 && header.height > 0 ? header : null
}
