import { expect, test } from 'vitest'
import { EngineLostError } from '../../engine'
import { Heap, type WasmBackend } from './heap'

/** A module whose allocator holds `room` bytes and whose kernels do nothing. */
function backend(room: number): WasmBackend {
  const held = new Map<number, number>()
  let next = 8
  return {
    dataIdNextNumber: 1,
    wasm: {
      HEAPU8: new Uint8Array(64),
      HEAPF32: new Float32Array(16),
      asm: { memory: new WebAssembly.Memory({ initial: 1 }) },
      _malloc: (bytes) => {
        if (bytes > room) return 0
        room -= bytes
        held.set(next, bytes)
        return next++
      },
      _free: (pointer) => {
        room += held.get(pointer) ?? 0
        held.delete(pointer)
      },
      cwrap: () => () => undefined,
      tfjs: { registerTensor: () => undefined, disposeData: () => undefined },
    },
  }
}

test('an allocation that fails is an error, not zeros', () => {
  const heap = new Heap(backend(1000))
  heap.alloc([200])
  const again = () => heap.alloc([200])
  expect(again).toThrow(EngineLostError)
  expect(again).toThrow(/memory is full/)
})

test('the pool is given back before an allocation fails', () => {
  const heap = new Heap(backend(1000))
  heap.free(heap.alloc([200]))
  expect(heap.bytes).toBe(816)
  heap.alloc([220])
  expect(heap.bytes).toBe(896)
})

test('what a step had built that failed half-way is taken back, whoever counted on it', () => {
  const heap = new Heap(backend(2000))
  const [kept, shared] = [heap.alloc([100]), heap.alloc([100])]
  shared.refs++
  expect(() => heap.alloc([400])).toThrow(EngineLostError)
  heap.reset()
  expect(heap.bytes).toBe(0)
  heap.alloc([400])
  // Who still holds one may free it: it is nobody's any more.
  heap.free(kept)
  heap.free(shared)
  expect(heap.bytes).toBe(1616)
})

test('a kernel is not run where its own buffers would not fit', () => {
  const heap = new Heap(backend(40 << 20))
  const [a, b, out] = [heap.alloc([1, 1]), heap.alloc([3 << 20, 1]), heap.alloc([1, 1])]
  expect(() => heap.matmul(a, b, out, 1, 1, 1)).toThrow(EngineLostError)
})
