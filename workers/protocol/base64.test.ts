import { expect, it } from 'vitest'
import { fromBase64, toBase64 } from './base64'

it.each([0, 1, 2, 3, 24575, 24576, 24577, 24578, 100_000])('gives %d bytes back, written as everybody writes them', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 256)
  const text = toBase64(bytes).join('')
  expect(text).toBe(Buffer.from(bytes).toString('base64'))
  expect(fromBase64(text)).toEqual(bytes)
})
