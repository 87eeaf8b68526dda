import { afterEach, expect, test, vi } from 'vitest'
import { createWasmEngine } from './create'

afterEach(() => vi.unstubAllGlobals())

const refused = (detail: RegExp) =>
  expect(createWasmEngine).toThrow(expect.objectContaining({ code: 'no-wasm', values: { detail: expect.stringMatching(detail) } }))

test('a browser without WebAssembly, or without what its kernels are made of, is told of in words', () => {
  vi.stubGlobal('WebAssembly', undefined)
  refused(/undefined/)
  const refuse = function Module() {
    throw new Error('invalid value type v128')
  }
  vi.stubGlobal('WebAssembly', { validate: () => false, Module: refuse })
  refused(/v128/)
  vi.unstubAllGlobals()
  expect(createWasmEngine().info.device).toBe('wasm, 1 thread')
})
