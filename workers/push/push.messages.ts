/** What crosses between the trainer and the worker that pushes a model to the hub: nothing but the model's files, and where they go. */
import type { ProblemData, Pushed, PushOrder, PushPhase } from '../protocol'

export interface PushedFile {
  /** In the repository. */
  readonly path: string
  readonly content: Blob
}

/** Where the files go. */
export interface PushTo extends Pick<PushOrder, 'repository' | 'isPrivate' | 'token' | 'adds'> {
  /** Whole names of repositories that earlier tries made and that got nothing: each gets a commit as if `adds` were true. */
  readonly empty: readonly string[]
}

export interface Push {
  readonly order: PushTo
  readonly files: readonly PushedFile[]
}

/** `ask`: only whether the push may be. */
export type PushMessage = { readonly kind: 'ask'; readonly order: PushTo } | ({ readonly kind: 'push' } & Push)

/** Any number of the first two, then one of the others. */
export type PushReply =
  | { readonly kind: 'progress'; readonly phase: PushPhase; readonly done: number; readonly of: number }
  /** A repository was made, by its whole name: it is there now, whatever comes of the rest. */
  | { readonly kind: 'made'; readonly repository: string }
  /** The answer to `ask`. */
  | { readonly kind: 'may' }
  | { readonly kind: 'pushed'; readonly pushed: Pushed }
  | { readonly kind: 'failed'; readonly problem: ProblemData }
