/**
 * Finding the same picture again after it was re-compressed or resized: a 64-bit perceptual hash proposes, a small grey copy decides.
 *
 * The hash is pHash (Zauner 2010): the signs of the lowest 8 x 8 DCT-II coefficients of a 32 x 32 grey copy against their median.
 */

/** Side of the grey copy. */
export const GREY_SIDE = 32
const LOW = 8

/** cos((2x + 1) u pi / 64) for the 8 lowest frequencies. */
const COSINES = Float64Array.from({ length: LOW * GREY_SIDE }, (_, i) =>
  Math.cos(((2 * (i % GREY_SIDE) + 1) * Math.floor(i / GREY_SIDE) * Math.PI) / (2 * GREY_SIDE)),
)

/** The hash of a grey copy [32, 32] as two unsigned 32-bit halves. */
export function perceptualHash(grey: Uint8Array): [number, number] {
  const rows = new Float64Array(GREY_SIDE * LOW)
  for (let y = 0; y < GREY_SIDE; y++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0
      for (let x = 0; x < GREY_SIDE; x++) sum += grey[y * GREY_SIDE + x]! * COSINES[u * GREY_SIDE + x]!
      rows[y * LOW + u] = sum
    }
  const low = new Float64Array(LOW * LOW)
  for (let v = 0; v < LOW; v++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0
      for (let y = 0; y < GREY_SIDE; y++) sum += rows[y * LOW + u]! * COSINES[v * GREY_SIDE + y]!
      low[v * LOW + u] = sum
    }
  const sorted = low.slice(1).sort()
  const median = sorted[sorted.length >> 1]!
  const halves: [number, number] = [0, 0]
  // The mean brightness (the first coefficient) says nothing.
  for (let i = 1; i < 64; i++) if (low[i]! > median) halves[i >> 5] = (halves[i >> 5]! | (1 << (i & 31))) >>> 0
  return halves
}

/** Bits set in a 32-bit integer. */
export function bitCount(n: number): number {
  let v = n - ((n >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Hashes that differ in at most this many bits are looked at. */
const CANDIDATE_BITS = 10
/** Grey copies whose levels differ by at most this much on average are the same picture. */
const SAME_LEVELS = 5

/** What the search needs of one picture. */
export interface Fingerprinted {
  readonly hash: readonly [number, number]
  /** Grey levels, [32, 32]. */
  readonly grey: Uint8Array
}

/**
 * All pairs of places in `pictures` (null: none to compare) that show the same picture. Compares each with each: 25,000 pictures are
 * 312 million comparisons of two integers, about a second. Calls `pause` now and then; what that throws ends the search.
 */
export async function nearDuplicates(pictures: readonly (Fingerprinted | null)[], pause: () => Promise<void>): Promise<[number, number][]> {
  const high = Uint32Array.from(pictures, (p) => p?.hash[0] ?? 0)
  const low = Uint32Array.from(pictures, (p) => p?.hash[1] ?? 0)
  const pairs: [number, number][] = []
  for (let i = 0; i < pictures.length; i++) {
    const one = pictures[i]
    if (i % 256 === 0) await pause()
    if (!one) continue
    const a = high[i]!
    const b = low[i]!
    for (let j = i + 1; j < pictures.length; j++) {
      if (bitCount(a ^ high[j]!) + bitCount(b ^ low[j]!) > CANDIDATE_BITS) continue
      const other = pictures[j]
      if (other && levelsApart(one.grey, other.grey) <= SAME_LEVELS) pairs.push([i, j])
    }
  }
  return pairs
}

/** Mean absolute difference in grey levels. */
function levelsApart(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!)
  return sum / a.length
}
