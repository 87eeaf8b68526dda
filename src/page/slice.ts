/** What every slice of the page's state is made from: a way to set, a way to read, and the trainer. */
import type { TrainerClient } from '../../workers/client'

/** `S` is the part of the whole state that the slice sets: its own and of the slices it builds on; `Seen` is what it only reads. */
export interface SliceContext<S, Seen = unknown> {
  readonly set: (partial: Partial<S>) => void
  readonly get: () => S & Seen
  readonly client: TrainerClient
}
