import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { unDeflate, unLzw, unPackBits } from './strips'

const plain = new TextEncoder().encode('the strip, the strip, the strip')

test('no more comes out than was asked for, whatever is packed', async () => {
  const bomb = deflateSync(new Uint8Array(40e6))
  expect(await unDeflate(new Uint8Array(bomb), 1000)).toHaveLength(1000)
  expect(await unDeflate(new Uint8Array(deflateSync(plain)), plain.length)).toEqual(plain)
  // 128 bytes of one for two.
  const runs = Uint8Array.from({ length: 2e6 }, (_, i) => (i % 2 ? 7 : 129))
  expect(unPackBits(runs, 300)).toEqual(new Uint8Array(300).fill(7))
  expect(unPackBits(Uint8Array.of(2, 1, 2, 3, 128, 254, 9, 0, 5), 8)).toEqual(Uint8Array.of(1, 2, 3, 9, 9, 9, 5, 0))
  // Codes that stand for one another, as long as there are any.
  expect(unLzw(Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01), 9)).toEqual(
    Uint8Array.of(45, 45, 45, 45, 45, 65, 45, 45, 45),
  )
  expect(unLzw(Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01), 3)).toEqual(Uint8Array.of(45, 45, 45))
})

test('an LZW code that stands for nothing yet is refused, and one that ends early leaves zeros', () => {
  expect(() => unLzw(Uint8Array.of(0x80, 0x7f, 0xff, 0xff), 9)).toThrow(/LZW code/)
  expect(unLzw(Uint8Array.of(0x80), 4)).toEqual(new Uint8Array(4))
})
