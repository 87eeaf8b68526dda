/** What a picture file is, from its name and from its first bytes: kind, and width and height where the header tells them. */

export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'avif'

const EXTENSIONS = /\.(jpe?g|jpe|jfif|png|gif|webp|bmp|avif)$/i

/** Whether a file of this name is taken for a picture that browsers decode. */
export function namedLikePicture(name: string): boolean {
  return EXTENSIONS.test(name)
}

/** The kind by the first bytes (12 suffice), or null: "a text file called .jpg". */
export function kindOf(bytes: Uint8Array): PictureKind | null {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(0, 2) === 'BM') return 'bmp'
  if (text(4, 8) === 'ftyp' && /avi[fs]|mif1|msf1/.test(text(8, 12))) return 'avif'
  return null
}

/**
 * Width and height as stored (before any EXIF turning), or null where the bytes at hand do not tell. 64 KiB suffice for nearly every file.
 */
export function dimensionsOf(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (n: number): boolean => bytes.length >= n
  switch (kindOf(bytes)) {
    case 'jpeg':
      return jpegSize(view)
    case 'png':
      return has(24) ? { width: view.getUint32(16), height: view.getUint32(20) } : null
    case 'gif':
      return has(10) ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : null
    case 'bmp':
      return has(26) ? { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) } : null
    case 'webp':
      return has(30) ? webpSize(view) : null
    default:
      return null
  }
}

/** The EXIF orientation, 1 to 8, of a JPEG (1 where there is none); 0 where another kind of file has EXIF that is not looked into. */
export function orientationOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (kindOf(bytes) !== 'jpeg') return /EXIF|eXIf|Exif/.test(String.fromCharCode(...bytes.subarray(0, 4096))) ? 0 : 1
  for (let at = 2; at + 4 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xda || marker === 0xd9) return 1
    if (marker !== 0xe1 || at + 18 > view.byteLength || view.getUint32(at + 4) !== 0x45786966) continue
    const tiff = at + 10
    const little = view.getUint16(tiff) === 0x4949
    const directory = tiff + view.getUint32(tiff + 4, little)
    if (directory + 2 > view.byteLength) return 0
    const entries = view.getUint16(directory, little)
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + i * 12
      if (entry + 12 > view.byteLength) return 0
      if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little)
    }
  }
  return 1
}

/** Walks the JPEG's segments to its start-of-frame. */
function jpegSize(view: DataView): { width: number; height: number } | null {
  let at = 2
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (startOfFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

function webpSize(view: DataView): { width: number; height: number } | null {
  switch (view.getUint8(15)) {
    case 0x58: // VP8X
      return {
        width: 1 + view.getUint16(24, true) + (view.getUint8(26) << 16),
        height: 1 + view.getUint16(27, true) + (view.getUint8(29) << 16),
      }
    case 0x4c: {
      const bits = view.getUint32(21, true)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
    }
    case 0x20:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    default:
      return null
  }
}
