/** A JPEG's frame and EXIF orientation (ITU T.81 B.1; marker by marker as libjpeg's `jdmarker.c` takes them, junk between segments included). */
import { exactly, type Header, type Parser } from './parser'

const [SOI, EOI, SOS, TEM] = [0xd8, 0xd9, 0xda, 0x01]
const [DHT, JPG, DAC] = [0xc4, 0xc8, 0xcc]
const APP1 = 0xe1
const isFrame = (code: number): boolean => code >= 0xc0 && code <= 0xcf && code !== DHT && code !== JPG && code !== DAC
const isBare = (code: number): boolean => code === TEM || (code >= 0xd0 && code <= 0xd7)

/** Bytes that are looked through at a time for a marker. */
const LOOK = 4096

/** The next marker at or after `at`, and where its segment begins: what is no marker is passed over, as decoders do. */
function* nextMarker(at: number): Parser<{ code: number; after: number } | null> {
  let from = at
  let fill = false
  for (;;) {
    const view = yield { at: from, length: LOOK }
    if (!view) return null
    for (let i = 0; i < view.byteLength; i++) {
      const byte = view.getUint8(i)
      if (byte === 0xff) fill = true
      else if (fill && byte !== 0) return { code: byte, after: from + i + 1 }
      else fill = false
    }
    from += view.byteLength
  }
}

/** All segments up to the first scan: the frame wherever it stands, however much lies before it. */
export function* jpegHeader(): Parser<Header | null> {
  let size: { width: number; height: number } | null = null
  let orientation = 1
  let at = 2
  for (;;) {
    const marker = yield* nextMarker(at)
    if (!marker || marker.code === SOS || marker.code === EOI) break
    const { code, after } = marker
    if (isBare(code)) {
      at = after
      continue
    }
    // A second beginning, a second frame, or a segment that does not hold its own length: decoders give up there.
    const length = (yield* exactly(after, 2))?.getUint16(0) ?? 0
    if (code === SOI || length < 2) break
    if (isFrame(code)) {
      const frame = yield* exactly(after + 2, 5)
      if (!frame || size) return null
      size = { width: frame.getUint16(3), height: frame.getUint16(1) }
    }
    if (code === APP1 && orientation === 1) orientation = yield* exifOrientation(after + 2, after + length)
    at = after + length
  }
  return size && { ...size, straight: orientation === 1 }
}

const ORIENTATION = 0x0112
/** Entries of a directory that are looked at. */
const MOST_ENTRIES = 512

/** The orientation tag in an EXIF segment (TIFF 6.0, CIPA DC-008): 1 where there is none, 0 where it cannot be read. */
function* exifOrientation(from: number, end: number): Parser<number> {
  const head = yield* exactly(from, 14)
  if (head?.getUint32(0) !== 0x45786966) return 1
  const tiff = from + 6
  const little = head.getUint16(6) === 0x4949
  const directory = tiff + head.getUint32(10, little)
  if (directory + 2 > end) return 0
  const entries = (yield* exactly(directory, 2))?.getUint16(0, little) ?? 0
  const table = yield { at: directory + 2, length: Math.min(entries, MOST_ENTRIES) * 12 }
  for (let at = 0; table && at + 12 <= table.byteLength; at += 12) {
    if (table.getUint16(at, little) === ORIENTATION) return table.getUint16(at + 8, little)
  }
  return entries > 0 && table ? 1 : 0
}
