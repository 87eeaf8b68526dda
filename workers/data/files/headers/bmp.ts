/** BMP, of Windows and of OS/2, and ICO, which holds BMPs and PNGs. */
import { pngHeader } from './chunks'
import { jpegHeader } from './jpeg'
import { exactly, type Header, type Parser } from './parser'

/** OS/2 1.x writes its sides in 16 bits. */
const CORE_HEADER = 12
const [JPEG, PNG] = [4, 5]

const larger = (a: Header | null, b: Header | null): Header | null => {
  if (!a || !b) return a ?? b
  return a.width * a.height >= b.width * b.height ? a : b
}

/** The same parser over what begins further on in the file. */
function* shifted<T>(parser: Parser<T>, by: number): Parser<T> {
  let asked = parser.next()
  while (!asked.done) asked = parser.next(yield { at: asked.value.at + by, length: asked.value.length })
  return asked.value
}

/** The information header at `at`. Rows from the top down have a negative height. */
function* infoHeader(at: number): Parser<(Header & { readonly compression: number }) | null> {
  const length = (yield* exactly(at, 4))?.getUint32(0, true)
  if (length === CORE_HEADER) {
    const core = yield* exactly(at + 4, 4)
    return core && { width: core.getUint16(0, true), height: core.getUint16(2, true), straight: true, compression: 0 }
  }
  const info = yield { at: at + 4, length: 16 }
  if (!length || length < 16 || !info || info.byteLength < 8) return null
  return {
    width: Math.abs(info.getInt32(0, true)),
    height: Math.abs(info.getInt32(4, true)),
    straight: true,
    // OS/2 2.x may end before it.
    compression: length >= 40 && info.byteLength === 16 ? info.getUint32(12, true) : 0,
  }
}

/** A BMP's sides; where it holds a whole JPEG or PNG, the larger of the two. */
export function* bmpHeader(): Parser<Header | null> {
  const file = yield* exactly(10, 4)
  const info = yield* infoHeader(14)
  if (!file || !info) return null
  const { compression, ...own } = info
  const pixels = file.getUint32(0, true)
  if (compression === JPEG) return larger(own, yield* shifted(jpegHeader(), pixels))
  if (compression === PNG) return larger(own, yield* shifted(pngHeader(), pixels))
  return own
}

/** Icons in one file that are looked at: more are not seen in the wild. */
const MOST_ICONS = 256

/** The largest icon, by what it says itself: its place in the directory has room for 256 pixels only. */
export function* icoHeader(): Parser<Header | null> {
  const count = (yield* exactly(4, 2))?.getUint16(0, true) ?? 0
  if (count > MOST_ICONS) return null
  let largest: Header | null = null
  for (let i = 0; i < count; i++) {
    const at = (yield* exactly(6 + i * 16 + 12, 4))?.getUint32(0, true)
    if (at === undefined) return null
    const isPng = (yield* exactly(at, 4))?.getUint32(0) === 0x89504e47
    const info: Header | null = isPng ? yield* shifted(pngHeader(), at) : yield* infoHeader(at)
    // One that cannot be read may be the one that is shown.
    if (!info) return null
    // A bitmap counts its mask's rows as well.
    const { width, height } = info
    largest = larger(largest, { width, height: isPng ? height : Math.ceil(height / 2), straight: true })
  }
  return largest
}
