/** Files for this folder's tests: real ones made by sharp, others put together byte by byte. */
import sharp from 'sharp'

type Part = number | string | Uint8Array | readonly number[]

export const bytesOf = (...parts: Part[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    Buffer.concat(
      parts.map((part) => {
        if (typeof part === 'string') return Buffer.from(part, 'latin1')
        return typeof part === 'number' ? Buffer.of(part) : Buffer.from(part)
      }),
    ),
  )
export const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255]
export const be32 = (n: number): number[] => [...be16(n >>> 16), ...be16(n & 0xffff)]
export const le16 = (n: number): number[] => be16(n).reverse()
export const le32 = (n: number): number[] => be32(n).reverse()
export const box = (type: string, ...content: Part[]): Uint8Array => {
  const inner = bytesOf(...content)
  return bytesOf(be32(8 + inner.length), type, inner)
}

/** A real file of this size; noise, so that nothing is nearly empty. */
export async function real(
  format: 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'tiff',
  width = 40,
  height = 24,
): Promise<Uint8Array<ArrayBuffer>> {
  const noise = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919 + (i >> 5) * 104_729) & 255)
  const picture = sharp(noise, { raw: { width, height, channels: 3 } })
  return new Uint8Array(await (format === 'avif' ? picture.avif({ effort: 0 }) : picture.toFormat(format)).toBuffer())
}

/** A JPEG of `width` x `height` by its frame, behind so many bytes of other segments. */
export function farJpeg(width: number, height: number, before: number): Uint8Array<ArrayBuffer> {
  const segments = Array.from({ length: Math.ceil(before / 65_000) }, () => bytesOf(0xff, 0xe2, be16(65_000), new Uint8Array(64_998)))
  const frame = bytesOf(0xff, 0xc0, be16(17), 8, be16(height), be16(width), 3, [1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
  return bytesOf(0xff, 0xd8, ...segments, frame, 0xff, 0xda, be16(12), new Uint8Array(10))
}

export function gif(
  screen: readonly [number, number],
  frame: readonly [number, number, number, number],
  comment = 0,
): Uint8Array<ArrayBuffer> {
  const blocks = Array.from({ length: comment }, () => bytesOf(255, new Uint8Array(255)))
  return bytesOf(
    'GIF89a',
    screen.flatMap(le16),
    0x80,
    0,
    0,
    new Uint8Array(6),
    0x21,
    0xfe,
    ...blocks,
    0,
    0x2c,
    frame.flatMap(le16),
    0,
    2,
    0,
  )
}

/** Windows' BMP with `BITMAPINFOHEADER`, or OS/2's with 16-bit sides. */
export function bmp(
  width: number,
  height: number,
  os2 = false,
  compression = 0,
  pixels: Uint8Array = new Uint8Array(8),
): Uint8Array<ArrayBuffer> {
  const info = os2
    ? bytesOf(le32(12), le16(width), le16(height), le16(1), le16(24))
    : bytesOf(le32(40), le32(width), le32(height), le16(1), le16(24), le32(compression), new Uint8Array(20))
  return bytesOf('BM', le32(0), le32(0), le32(14 + info.length), info, pixels)
}

export function ico(...images: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let at = 6 + images.length * 16
  const entries = images.map((image) => {
    const entry = bytesOf(0, 0, 0, 0, le16(1), le16(32), le32(image.length), le32(at))
    at += image.length
    return entry
  })
  return bytesOf(0, 0, 1, 0, le16(images.length), ...entries, ...images)
}

/** An AVIF whose primary item is a grid: its own sides in `idat`, those of a tile in `ispe`. */
export function gridAvif(width: number, height: number): Uint8Array<ArrayBuffer> {
  const meta = box(
    'meta',
    be32(0),
    box('pitm', be32(0), be16(1)),
    box('iinf', be32(0), be16(1), box('infe', [2, 0, 0, 0], be16(1), be16(0), 'grid', 0)),
    box('iloc', [1, 0, 0, 0], 0x44, 0, be16(1), be16(1), be16(1), be16(0), be16(1), be32(0), be32(12)),
    box('iprp', box('ipco', box('ispe', be32(0), be32(64), be32(64)))),
    box('idat', [0, 1, 1, 1], be32(width), be32(height)),
  )
  return bytesOf(box('ftyp', 'avif', be32(0), 'mif1avif'), meta)
}

/** Writes over the sides of every `ispe`. */
export function withIspe(avif: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(avif)
  for (let at = 0; at + 16 < out.length; at++)
    if (String.fromCharCode(...out.subarray(at, at + 4)) === 'ispe') out.set([...be32(width), ...be32(height)], at + 8)
  return out
}

/** Puts bytes behind the beginning of a file: a chunk behind a PNG's first one, a segment behind a JPEG's first marker. */
export const inserted = (file: Uint8Array, at: number, ...parts: Part[]): Uint8Array<ArrayBuffer> =>
  bytesOf(file.subarray(0, at), ...parts, file.subarray(at))
