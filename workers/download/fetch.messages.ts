/** What crosses between the trainer and the worker that fetches weights from anywhere. */

export interface FetchOrder {
  readonly address: string
  /** The first byte that is wanted. */
  readonly from: number
}

export type FetchReply =
  | {
      readonly ok: true
      readonly status: number
      readonly length: string | null
      readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null
    }
  | { readonly ok: false; readonly detail: string }
