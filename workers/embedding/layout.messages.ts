/** What crosses postMessage between whoever wants a map and the worker that lays it out. */
import type { Rows } from './components'

export interface LayoutAsk {
  readonly rows: Rows
  readonly seed: number
}

export type LayoutReply =
  | { readonly phase: 'comparing' | 'arranging'; readonly share: number }
  | { readonly places: Float32Array<ArrayBuffer> }
  | { readonly failed: string }
