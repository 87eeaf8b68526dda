/** TIFF 6.0 and BigTIFF: the largest of the first pages. */
import { exactly, type Header, type Parser } from './parser'

const [WIDTH, HEIGHT] = [256, 257]
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
  let at = pointer(head, big ? 8 : 4)
  for (let page = 0; page < MOST_PAGES && at > 0; page++) {
    const counted = yield* exactly(at, counts)
    if (!counted) break
    const entries = big ? Number(counted.getBigUint64(0, little)) : counted.getUint16(0, little)
    if (entries > MOST_ENTRIES) return null
    const table = yield* exactly(at + counts, entries * entryLength)
    if (!table) break
    const sides = new Map<number, number | null>()
    for (let entry = 0; entry < table.byteLength; entry += entryLength) {
      const [tag, type] = [table.getUint16(entry, little), table.getUint16(entry + 2, little)]
      if (tag === WIDTH || tag === HEIGHT) sides.set(tag, numberAt(table, entry + (big ? 12 : 8), type, little))
    }
    const [width, height] = [sides.get(WIDTH) ?? null, sides.get(HEIGHT) ?? null]
    if (width !== null && height !== null && (!largest || width * height > largest.width * largest.height))
      largest = { width, height, straight: false }
    const next = yield* exactly(at + counts + entries * entryLength, big ? 8 : 4)
    at = next ? pointer(next, 0) : 0
  }
  return largest
}
