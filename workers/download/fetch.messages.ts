/** What crosses between the trainer and the worker that fetches weights from anywhere. */

export interface FetchOrder {
  readonly address: string
  /** The first byte that is wanted. */
  readonly from: number
}

/** First the head, then the body in pieces, then its end; or at any time that it failed. Not a stream handed over: Safari cannot. */
export type FetchReply =
  | { readonly kind: 'head'; readonly status: number; readonly length: string | null }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  /** The server sends to another address, which a page is not told, and which may be one inside this network. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'failed'; readonly detail: string }
