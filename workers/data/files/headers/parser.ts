/**
 * How a picture's header is read without reading the picture: a parser is a generator that asks for bytes, wherever they lie. One and the
 * same parser serves bytes in memory and files of any length, of which only the parts are read that it asks for.
 */

/** So many bytes from there. */
interface Wanted {
  readonly at: number
  readonly length: number
}

/** Is given a view of what it asked for: shorter where the file ends before, null where nothing is there. */
export type Parser<T> = Generator<Wanted, T, DataView | null>

/** What a header tells. Sides as stored, in pixels, both at least 1. */
export interface Header {
  readonly width: number
  readonly height: number
  /** Whether the pixels lie as they are shown; false where EXIF or the container turns them, or may do so. */
  readonly straight: boolean
  /** Whether it says that a sample has 16 bits. */
  readonly deep?: boolean
  /** Whether it is a camera's raw file, of which pictures' decoders would show a small copy. */
  readonly raw?: boolean
}

/** Bytes that are read from a file at a time, at least. */
const SLICE = 64 << 10
/** A header that takes more questions or bytes than this is none: 32 MB and some 100,000 segments are beyond any real one. */
const MOST_BYTES = 32 << 20
const MOST_STEPS = 200_000

/** Asks for bytes that must all be there. */
export function* exactly(at: number, length: number): Parser<DataView | null> {
  const view = yield { at, length }
  return view && view.byteLength === length ? view : null
}

/** Four letters, as they name chunks and boxes. */
export const letters = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))

/**
 * Runs a parser over a file.
 *
 * @param head the file's first bytes, at hand already
 * @returns what the parser found; null where that takes more than 32 MB or 200,000 questions
 * @throws DOMException where the file cannot be read any more
 */
export async function parse<T>(parser: Parser<T>, file: Blob, head: Uint8Array): Promise<T | null> {
  const first: Window = { at: 0, bytes: head }
  let window = first
  let read = 0
  let asked = parser.next()
  for (let steps = 0; !asked.done; steps++) {
    const { at, length } = asked.value
    const end = Math.min(at + length, file.size)
    if (steps === MOST_STEPS) return null
    if (at < end && !holds(window, at, end)) {
      if (holds(first, at, end)) window = first
      else {
        const bytes = Math.max(length, SLICE)
        read += bytes
        if (read > MOST_BYTES) return null
        window = { at, bytes: new Uint8Array(await file.slice(at, at + bytes).arrayBuffer()) }
      }
    }
    asked = parser.next(at < end ? viewOf(window, at, end) : null)
  }
  return asked.value
}

interface Window {
  readonly at: number
  readonly bytes: Uint8Array
}

const holds = (window: Window, at: number, end: number): boolean => at >= window.at && end <= window.at + window.bytes.length

function viewOf(window: Window, at: number, end: number): DataView {
  const { buffer, byteOffset, length } = window.bytes
  const from = at - window.at
  return new DataView(buffer, byteOffset + from, Math.min(end - at, length - from))
}
