/**
 * AVIF and HEIC: boxes (ISO/IEC 14496-12), items and their properties (23008-12). A file has many sizes: of each item (`ispe`), of the grid
 * that puts tiles together, of a film's tracks, and of the coded frames themselves; the largest of all is what a decoder may make room for.
 */
import { sequenceSize } from './av1'
import { exactly, type Header, letters, type Parser } from './parser'

interface Box {
  readonly type: string
  /** Where its content begins and ends in the file. */
  readonly start: number
  readonly end: number
}

/** Boxes that hold boxes, and how many bytes of their content come before those. */
const HOLDS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0, moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, stsd: 8 }
/** Sample entries of films: their own boxes follow 78 bytes of `VisualSampleEntry`. */
const SAMPLES = new Set(['av01', 'hvc1', 'hev1'])
const SAMPLE_FIELDS = 78
/** Bytes of a coded picture that its sequence header lies in. */
const CODED = 128

class Found {
  readonly sizes: { width: number; height: number }[] = []
  straight = true
  /** Where items lie, by id; whether in the file or in the `idat` box. */
  readonly places = new Map<number, { readonly at: number; readonly inData: boolean }>()
  readonly types = new Map<number, string>()
  data: number | null = null
}

/** The largest size that the file names; null where it names none. */
export function* heifHeader(): Parser<Header | null> {
  const found = new Found()
  yield* walk(0, Number.POSITIVE_INFINITY, found, 0)
  for (const [id, { at, inData }] of found.places) {
    const type = found.types.get(id)
    const from = inData ? found.data : 0
    if (from === null || (type !== 'grid' && type !== 'av01')) continue
    const size = type === 'grid' ? yield* gridSize(from + at) : yield* codedSize(from + at)
    if (size) found.sizes.push(size)
  }
  const [first, ...rest] = found.sizes
  if (!first) return null
  return { ...rest.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), first), straight: found.straight }
}

function* boxAt(at: number, within: number): Parser<Box | null> {
  const head = yield { at, length: 16 }
  if (!head || head.byteLength < 8) return null
  let [size, start] = [head.getUint32(0), at + 8]
  if (size === 1) {
    if (head.byteLength < 16) return null
    size = Number(head.getBigUint64(8))
    start = at + 16
  } else if (size === 0) size = within - at
  if (at + size < start) return null
  return { type: letters(head, 4), start, end: Math.min(at + size, within) }
}

/** Boxes within boxes: `moov/trak/mdia/minf/stbl/stsd/av01/av1C` is the longest way there is. */
const DEEPEST = 8

function* walk(from: number, to: number, found: Found, depth: number): Parser<void> {
  for (let at = from; at < to; ) {
    const box = yield* boxAt(at, to)
    if (!box) return
    const inner = HOLDS[box.type] ?? (SAMPLES.has(box.type) ? SAMPLE_FIELDS : null)
    yield* read(box, found)
    if (inner !== null && depth < DEEPEST) yield* walk(box.start + inner, box.end, found, depth + 1)
    at = box.end
  }
}

function* read({ type, start, end }: Box, found: Found): Parser<void> {
  if (type === 'irot' || type === 'imir') found.straight = false
  else if (type === 'idat') found.data = start
  else if (type === 'ispe') yield* sidesAt(start + 4, found)
  else if (type === 'tkhd') yield* trackSize(start, found)
  else if (SAMPLES.has(type)) {
    const view = yield* exactly(start + 24, 4)
    if (view) found.sizes.push({ width: view.getUint16(0), height: view.getUint16(2) })
  } else if (type === 'av1C') {
    const size = yield* codedSize(start + 4, end - start - 4)
    if (size) found.sizes.push(size)
  } else if (type === 'iinf') yield* itemTypes(start, end, found)
  else if (type === 'iloc') yield* itemPlaces(start, end, found)
}

function* sidesAt(at: number, found: Found): Parser<void> {
  const view = yield* exactly(at, 8)
  if (view) found.sizes.push({ width: view.getUint32(0), height: view.getUint32(4) })
}

/** In 16.16 fixed point, behind times of 32 or 64 bits and a matrix. */
function* trackSize(start: number, found: Found): Parser<void> {
  const version = (yield* exactly(start, 1))?.getUint8(0)
  const view = yield* exactly(start + (version === 1 ? 88 : 76), 8)
  if (view) found.sizes.push({ width: view.getUint16(0), height: view.getUint16(4) })
}

function* codedSize(at: number, length = CODED): Parser<{ width: number; height: number } | null> {
  const view = length > 0 ? yield { at, length: Math.min(length, CODED) } : null
  return view && sequenceSize(view)
}

/** `ImageGrid` (23008-12 6.6.2.3.2): the sides in 16 or 32 bits. */
function* gridSize(at: number): Parser<{ width: number; height: number } | null> {
  const wide = (((yield* exactly(at + 1, 1))?.getUint8(0) ?? 0) & 1) === 1
  const view = yield* exactly(at + 4, wide ? 8 : 4)
  if (!view) return null
  return wide ? { width: view.getUint32(0), height: view.getUint32(4) } : { width: view.getUint16(0), height: view.getUint16(2) }
}

/** Items that are looked at; a grid has at most 65,536 tiles, one of a phone some 50. */
const MOST_ITEMS = 4096

function* itemTypes(start: number, end: number, found: Found): Parser<void> {
  const version = (yield* exactly(start, 1))?.getUint8(0)
  let at = start + (version === 0 ? 6 : 8)
  for (let i = 0; i < MOST_ITEMS && at < end; i++) {
    const box = yield* boxAt(at, end)
    const view = box && (yield* exactly(box.start, 14))
    if (!box || !view) return
    const wide = view.getUint8(0) === 3
    if (view.getUint8(0) >= 2) found.types.set(wide ? view.getUint32(4) : view.getUint16(4), letters(view, wide ? 10 : 8))
    at = box.end
  }
}

/** `iloc` (14496-12 8.11.3): the place of each item's first extent. */
function* itemPlaces(start: number, end: number, found: Found): Parser<void> {
  const table = yield { at: start, length: Math.min(end - start, MOST_ITEMS * 32) }
  if (!table) return
  let at = 0
  const take = (bytes: number): number => {
    if (at + bytes > table.byteLength) {
      at = Number.POSITIVE_INFINITY
      return 0
    }
    let value = 0
    for (let i = 0; i < bytes; i++) value = value * 256 + table.getUint8(at++)
    return value
  }
  const version = take(4) >>> 24
  const [sizes, more] = [take(1), take(1)]
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [sizes >> 4, sizes & 15, more >> 4, version > 0 ? more & 15 : 0]
  const items = Math.min(take(version < 2 ? 2 : 4), MOST_ITEMS)
  for (let i = 0; i < items; i++) {
    const id = take(version < 2 ? 2 : 4)
    const method = version > 0 ? take(2) & 15 : 0
    take(2)
    const base = take(baseBytes)
    const extents = take(2)
    if (!Number.isFinite(at)) return
    take(indexBytes)
    const first = take(offsetBytes)
    if (!Number.isFinite(at)) return
    if (extents > 0 && method < 2) found.places.set(id, { at: base + first, inData: method === 1 })
    at += lengthBytes + (extents - 1) * (indexBytes + offsetBytes + lengthBytes)
  }
}
