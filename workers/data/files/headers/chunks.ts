/** PNG and WebP: chunks with a name and a length (PNG 5.3; RIFF, RFC 9649). */
import { exactly, type Header, letters, type Parser } from './parser'

/** As far as a PNG is looked through for EXIF, which may stand behind its pixels: of one that goes on longer it is not known whether it is turned. */
const MOST_CHUNKS = 4096
const FAR = 8 << 20

/** The image header, which comes first, and whether there is a chunk of EXIF. */
export function* pngHeader(): Parser<Header | null> {
  const head = yield* exactly(8, 17)
  if (!head || letters(head, 4) !== 'IHDR') return null
  const size = { width: head.getUint32(8), height: head.getUint32(12), ...(head.getUint8(16) === 16 ? { deep: true } : {}) }
  let at = 8
  for (let chunks = 0; chunks < MOST_CHUNKS && at < FAR; chunks++) {
    const chunk = yield* exactly(at, 8)
    if (!chunk || letters(chunk, 4) === 'IEND') return { ...size, straight: true }
    if (letters(chunk, 4) === 'eXIf') break
    at += 12 + chunk.getUint32(0)
  }
  return { ...size, straight: false }
}

const EXIF_FLAG = 0x08

/** The first chunk: the canvas of VP8X, or the only frame's own header. A VP8X whose frame has another size is refused by decoders. */
export function* webpHeader(): Parser<Header | null> {
  const view = yield* exactly(0, 30)
  if (!view) return null
  switch (letters(view, 12)) {
    case 'VP8X':
      return {
        width: 1 + view.getUint16(24, true) + (view.getUint8(26) << 16),
        height: 1 + view.getUint16(27, true) + (view.getUint8(29) << 16),
        straight: (view.getUint8(20) & EXIF_FLAG) === 0,
      }
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return null
      const bits = view.getUint32(21, true)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), straight: true }
    }
    case 'VP8 ':
      // The start code of a key frame (RFC 6386 9.1).
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return null
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, straight: true }
    default:
      return null
  }
}
