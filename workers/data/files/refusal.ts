/** Why a picture gives no pixels, and what is refused before anything makes room for it. */
import { kindOf, type PictureKind, readHeader } from './header'
import type { Header } from './headers/parser'

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
export const MAX_PIXELS = 160e6
/** Beyond this many bytes no file is read as a picture: 80 million pixels without any compression. */
export const MAX_FILE_BYTES = 256 << 20
/** What a file may hold beside its pixels (profiles, a film behind the picture), and the most that a pixel takes: four channels of 16 bits. */
const SPARE_BYTES = 64 << 20
const PIXEL_BYTES = 8

/** Why a picture of this header and so many bytes is refused; null where it is not. */
export function refusalOf({ width, height }: Pick<Header, 'width' | 'height'>, bytes: number): string | null {
  const pixels = width * height
  if (pixels > MAX_PIXELS) return `${width} x ${height} pixels, at most ${MAX_PIXELS} altogether`
  const most = Math.min(MAX_FILE_BYTES, SPARE_BYTES + PIXEL_BYTES * pixels)
  return bytes > most ? `${bytes} bytes for ${width} x ${height} pixels, at most ${most}` : null
}

/**
 * What the file says that it is, before it is decoded. A size that cannot be found is no reason to try: that is how a few thousand bytes
 * come to take gigabytes.
 *
 * @param head the first bytes, at hand already: at least 64, or all of a shorter file
 * @throws DecodeError where it is empty, no picture, too large, or does not tell its size
 */
export async function checkedHeader(file: Blob, head: Uint8Array): Promise<Header & { readonly kind: PictureKind }> {
  if (file.size === 0) throw new DecodeError('empty', 'the file is empty')
  const kind = kindOf(head)
  if (kind === null) throw new DecodeError('not-a-picture', 'the file begins like no picture that browsers know')
  const header = await readHeader(file, head)
  if (!header) throw new DecodeError('cannot-decode', `a ${kind} that does not tell its size`)
  if (header.raw) throw new DecodeError('cannot-decode', 'a raw file of a camera')
  const refusal = refusalOf(header, file.size)
  if (refusal) throw new DecodeError('too-large', refusal)
  return { ...header, kind }
}
