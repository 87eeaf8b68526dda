/** What every slice of the page's state is made from: a way to set, a way to read, and the trainer. */
import type { TrainerClient } from '../../workers/client'

/** `S` is the part of the whole state that the slice reads: its own and the slices it builds on. */
export interface SliceContext<S> {
  readonly set: (partial: Partial<S>) => void
  readonly get: () => S
  readonly client: TrainerClient
}
