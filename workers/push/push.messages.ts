/** What crosses between the trainer and the worker that pushes a model to the hub: nothing but the model's files, and where they go. */
import type { ProblemData, Pushed, PushOrder, PushPhase } from '../protocol'

export interface PushedFile {
  /** In the repository. */
  readonly path: string
  readonly content: Blob
}

export interface PushMessage {
  readonly order: Pick<PushOrder, 'repository' | 'isPrivate' | 'token' | 'adds'>
  readonly files: readonly PushedFile[]
}

/** Any number of the first two, then one of the others. */
export type PushReply =
  | { readonly kind: 'progress'; readonly phase: PushPhase; readonly done: number; readonly of: number }
  /** A repository was made, by its whole name: it is there now, whatever comes of the rest. */
  | { readonly kind: 'made'; readonly repository: string }
  | { readonly kind: 'pushed'; readonly pushed: Pushed }
  | { readonly kind: 'failed'; readonly problem: ProblemData }
