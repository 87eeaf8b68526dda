/** What an operation is: how many items it has for a batch, each of which any thread may do, and what doing one is. */
import type { Kernels } from '../code/module'

/** A thread's view of the memory. */
export interface Thread {
  readonly kernels: Kernels
  readonly i32: Int32Array
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly u8: Uint8Array
  /** Address of this thread's own scratch. */
  readonly scratch: number
}

/**
 * Items write to places of their own and are split by shapes alone: results are the same to the bit for any number of threads. `items` and `run` are
 * given the operands by name, arrays as addresses.
 */
export interface Kind<Name extends string = never> {
  items(operands: Readonly<Record<Name, number>>, pictures: number): number
  run(thread: Thread, operands: Readonly<Record<Name, number>>, item: number, pictures: number, first: boolean): void
  /** Bytes of scratch that an item needs. */
  scratch?(operands: Readonly<Record<Name, number>>, pictures: number): number
}

export const FLOAT = 4

/** Floats of an elementwise item: 128 KB, which stays in a core's own cache. */
const ITEM_FLOATS = 32768
export const rowsPerItem = (channels: number): number => Math.max(1, Math.floor(ITEM_FLOATS / channels))
/** The rows of one item: the first and how many. */
export function rowsOf(item: number, rows: number, channels: number): readonly [number, number] {
  const each = rowsPerItem(channels)
  return [item * each, Math.min(each, rows - item * each)]
}
export const rowItems = (rows: number, channels: number): number => Math.ceil(rows / rowsPerItem(channels))
