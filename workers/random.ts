/**
 * A counter-based generator: every draw is a pure function of its keys, so that workers, engines and resumed runs agree.
 *
 * The hash is PCG-RXS-M-XS-32 (O'Neill 2014; as a GPU hash: Jarzynski and Olano, JCGT 9(3), 2020), chained over the keys.
 * It uses 32-bit unsigned arithmetic only, so the same lines exist in WGSL.
 */

/** One round of PCG-RXS-M-XS-32. Takes and returns an unsigned 32-bit integer. */
export function pcg(input: number): number {
  const state = (Math.imul(input, 747796405) + 2891336453) >>> 0
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0
  return ((word >>> 22) ^ word) >>> 0
}

/** Chains `pcg` over the keys: `h = pcg(h + key)` from 0. Returns an unsigned 32-bit integer. */
export function hash(...keys: number[]): number {
  let state = 0
  for (const key of keys) state = pcg((state + key) >>> 0)
  return state
}

/** A uniform draw in [0, 1) with 24 random bits, exactly representable as f32 on every engine. */
export function uniform(...keys: number[]): number {
  return (hash(...keys) >>> 8) / 16777216
}

/** What a draw is for: the second key of every draw, so that streams never overlap. */
export const STREAM = {
  /** The order of an epoch's pictures. */
  shuffle: 1,
  /** Crops, mirroring, colours of one picture in one epoch. */
  augment: 2,
  dropout: 3,
  /** The head's first weights. */
  init: 4,
  /** Who is held out. */
  split: 5,
  /** The drawn pets, by a seed of their own. */
  draw: 6,
  /** Pictures of a limit, those in place of unreadable ones, and those that a download, or others, are compared with. */
  sample: 7,
  /** Which pictures judge which, where labels are looked at. */
  folds: 8,
  /** Where pictures begin on the map, and how they are moved about. */
  map: 9,
  /** Recipes that a search tries. */
  search: 10,
  /** The first middles of clusters of pictures without a label. */
  clusters: 11,
  /** How pictures of a batch are mixed. */
  mix: 12,
  /** The pictures of a class that its prototypes begin at. */
  prototypes: 13,
  /** The pictures that a block of a network lets past it, in stochastic depth. */
  depth: 14,
} as const

/** A seeded Fisher-Yates shuffle of 0..n-1. Equal keys give equal orders. */
export function permutation(n: number, ...keys: number[]): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(...keys, i) * (i + 1))
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}

/** Values in [-1, 1) without a pattern that would matter, many millions a second: what engines are timed with. A linear congruential generator with the constants of Numerical Recipes. */
export function noise(size: number, seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(size)
  let state = seed
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    values[i] = (state >> 8) / 0x800000
  }
  return values
}
