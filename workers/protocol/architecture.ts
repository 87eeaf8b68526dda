/** A network as it is seen before it is trained. */

export interface NetworkBlock {
  /** The network's own name of it. */
  readonly block: string
  /** Of what it gives of one picture: `[h, w, c]` of a map, `[1, 1, c]` of plain values. */
  readonly shape: readonly number[]
  /** Numbers that can be learnt in it. */
  readonly parameters: number
  /** Of the multiply-adds of one picture, 0..1; those of all blocks sum to 1. */
  readonly share: number
}

export interface NetworkFacts {
  /** From the picture to the answer. */
  readonly blocks: readonly NetworkBlock[]
  /** Multiply-adds of one picture's answer, by the convention of torchvision's model table. */
  readonly macs: number
  readonly parameters: number
  /** Memory that a training step takes with the recipe's batch and size, about. */
  readonly bytes: number
  /** Whether the device can hold such a step; else the largest of halved batches that fits, or where not one picture does the picture size, in px; null where neither does. */
  readonly holds: { readonly fits: true } | { readonly fits: false; readonly batch: number | null; readonly size: number | null }
}

/** What a device gives: bytes at most, in all and for one array, null where it does not say. */
export interface Room {
  readonly all: number | null
  readonly one: number | null
  /** Threads that go through a batch part by part; null where all of it is computed at once. */
  readonly threads: number | null
}
