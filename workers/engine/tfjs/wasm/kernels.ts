/** A training step's loops as compiled SIMD over the backend's own memory (kernels.wat): three to five times as fast as in JavaScript. */
import { KERNELS_WASM, SHARED_KERNELS_WASM } from './kernels.wasm'

type Pointer = number

/**
 * Arrays are f32 on the heap, named by address; lengths in bytes are rounded up to 16, so buffers need that much room behind them.
 * `c`, the fastest axis, must be a multiple of 4.
 */
export interface Kernels {
  /** One update by Adam: `shrink` is AdamW's lr * decay, `coupled` Adam's decay, `rest` 1 - beta, `size` lr / correction1, `root` 1 / sqrt(correction2). */
  adam(
    ...args: [
      ...[p: Pointer, g: Pointer, m: Pointer, v: Pointer, bytes: number],
      ...[scale: number, shrink: number, coupled: number, beta1: number, rest1: number, beta2: number, rest2: number],
      ...[size: number, root: number, eps: number],
    ]
  ): void
  /** Adds `sum_rows a` and `sum_rows a b` to the f64 array `[2, c]` at `sum`. */
  sums(a: Pointer, b: Pointer, rows: number, c: number, sum: Pointer): void
  /** `y = x scale[c] + shift[c]`. */
  affine(x: Pointer, y: Pointer, scale: Pointer, shift: Pointer, rows: number, c: number): void
  /** `y = dy a[c] + (x - mean[c]) b[c] + d[c]`, with mean, a, b, d at `k`, `[4, c]`; y may be dy. */
  affine2(dy: Pointer, x: Pointer, y: Pointer, k: Pointer, rows: number, c: number): void
  /** In place; a NaN stays one. */
  relu(x: Pointer, bytes: number): void
  /** `dy = 0` where `y = 0`. */
  reluBackward(dy: Pointer, y: Pointer, bytes: number): void
  add(into: Pointer, b: Pointer, bytes: number): void
  /** Where x is larger than y or no number: `y = x`, `argmax = tap`. */
  larger(x: Pointer, y: Pointer, argmax: Pointer, bytes: number, tap: number): void
  /** `oh x ow` elements, `stride` apart, of each of `count` planes, to rows behind one another; `plane` and `line`, from one row of the result to the next, in bytes. */
  gather(...args: [from: Pointer, to: Pointer, count: number, plane: number, line: number, oh: number, ow: number, stride: number]): void
  /** The reverse: adds the rows at `from` to the planes at `to`. */
  scatter(...args: [from: Pointer, to: Pointer, count: number, plane: number, line: number, oh: number, ow: number, stride: number]): void
}

/** @throws WebAssembly.CompileError where the browser has no SIMD (before Chrome 91, Firefox 89, Safari 16.4) */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer
  const bytes = Uint8Array.from(atob(shared ? SHARED_KERNELS_WASM : KERNELS_WASM), (char) => char.charCodeAt(0))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { heap: { memory } })
  return instance.exports as unknown as Kernels
}
