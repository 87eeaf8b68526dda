/** TIFF 6.0 and BigTIFF: the largest of the first pages. */
import { exactly, type Header, type Parser } from './parser'

const [KIND, WIDTH, HEIGHT, BITS, SUB_PAGES, DNG_VERSION] = [254, 256, 257, 258, 330, 50706]
const [SHORT, LONG, LONG8] = [3, 4, 16]
/** Pages that are looked at: browsers that read TIFF show the first. */
const MOST_PAGES = 16
const MOST_ENTRIES = 1024

function numberAt(view: DataView, at: number, type: number, little: boolean): number | null {
  if (type === SHORT) return view.getUint16(at, little)
  if (type === LONG) return view.getUint32(at, little)
  return type === LONG8 && at + 8 <= view.byteLength ? Number(view.getBigUint64(at, little)) : null
}

export function* tiffHeader(): Parser<Header | null> {
  const head = yield { at: 0, length: 16 }
  if (!head || head.byteLength < 8) return null
  const little = head.getUint16(0) === 0x4949
  const big = head.getUint16(2, little) === 43
  if (big && head.byteLength < 16) return null
  const pointer = (view: DataView, at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const [counts, entryLength] = big ? [8, 20] : [2, 12]
  let largest: Header | null = null
  let deep = false
  let at = pointer(head, big ? 8 : 4)
  for (let page = 0; page < MOST_PAGES && at > 0; page++) {
    const counted = yield* exactly(at, counts)
    if (!counted) break
    const entries = big ? Number(counted.getBigUint64(0, little)) : counted.getUint16(0, little)
    if (entries > MOST_ENTRIES) return null
    const table = yield* exactly(at + counts, entries * entryLength)
    if (!table) break
    const sides = new Map<number, number | null>()
    const tags = new Map<number, number>()
    for (let entry = 0; entry < table.byteLength; entry += entryLength) {
      const [tag, type] = [table.getUint16(entry, little), table.getUint16(entry + 2, little)]
      tags.set(tag, entry)
      if (tag === WIDTH || tag === HEIGHT) sides.set(tag, numberAt(table, entry + (big ? 12 : 8), type, little))
    }
    const [width, height] = [sides.get(WIDTH) ?? null, sides.get(HEIGHT) ?? null]
    if (page === 0) {
      if (isRaw(table, tags, little, big)) return { width: width ?? 1, height: height ?? 1, straight: false, raw: true }
      deep = (yield* bitsOf(table, tags.get(BITS), little, big)) === 16
    }
    if (width !== null && height !== null && (!largest || width * height > largest.width * largest.height))
      largest = { width, height, straight: false, ...(deep ? { deep } : {}) }
    const next = yield* exactly(at + counts + entries * entryLength, big ? 8 : 4)
    at = next ? pointer(next, 0) : 0
  }
  return largest
}

/** Whether it is a camera's raw file: a DNG, or one whose first page is a small copy of another in a page of its own, as NEF, ARW and their like have it. */
function isRaw(table: DataView, tags: ReadonlyMap<number, number>, little: boolean, big: boolean): boolean {
  const kind = tags.get(KIND)
  const reduced = kind !== undefined && (table.getUint16(kind + (big ? 12 : 8) + (little ? 0 : 2), little) & 1) === 1
  return tags.has(DNG_VERSION) || (reduced && tags.has(SUB_PAGES))
}

/** Bits of the first sample; of three and more they stand elsewhere in the file. */
function* bitsOf(table: DataView, entry: number | undefined, little: boolean, big: boolean): Parser<number> {
  if (entry === undefined) return 1
  const at = entry + (big ? 12 : 8)
  const count = table.getUint32(entry + 4, little)
  if (count <= (big ? 4 : 2)) return table.getUint16(at, little)
  return (yield* exactly(table.getUint32(at, little), 2))?.getUint16(0, little) ?? 0
}
