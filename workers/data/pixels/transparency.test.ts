import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Raster } from './raster'
import { layOn, seenThrough } from './transparency'

interface Clear {
  readonly name: string
  readonly kind: string
  readonly file: string
  readonly width: number
  readonly height: number
  readonly white: string
  readonly black: string
  readonly ignored: string
}
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const clear = (JSON.parse(readFileSync('workers/data/decode/fixtures/odd.json', 'utf8')) as Clear[]).find(
  ({ name }) => name === 'rgba.png',
)!

const rgbOf = ({ data, channels }: Raster) => Array.from(data).filter((_, i) => i % channels < 3)
const raster = async (): Promise<Raster> => {
  const { data, info } = await sharp(bytes(clear.file)).raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: 4 }
}

test.each(['white', 'black', 'ignored'] as const)('laid on %s, a picture has the bytes that Pillow gives it', async (transparency) => {
  expect(rgbOf(layOn(await raster(), transparency))).toEqual(Array.from(bytes(clear[transparency])))
})

test('every colour and alpha is within half a level of the fraction', () => {
  const data = Uint8Array.from({ length: 256 * 256 * 4 }, (_, i) => (i % 4 === 3 ? (i >> 2) & 255 : i >> 10))
  layOn({ data, width: 256, height: 256, channels: 4 }, 'white')
  const errors = Array.from({ length: 65536 }, (_, i) => {
    const [colour, alpha] = [i >> 8, i & 255]
    return Math.abs(data[i * 4]! - (colour * alpha + 255 * (255 - alpha)) / 255)
  })
  expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(0.5)
  expect(data.every((value, i) => i % 4 < 3 || value === 255)).toBe(true)
})

test('an opaque picture is left as it is, and not looked through where that is known', () => {
  // Reading it would fail.
  const data = new Proxy(new Uint8Array(8), { get: (_, key) => (key === 'length' ? 8 : expect.fail()) })
  const known: Raster = { data, width: 2, height: 1, channels: 4, opaque: true }
  expect(layOn(known, 'white')).toBe(known)
  expect(seenThrough(known)).toBe('opaque')
  expect(seenThrough({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 2, height: 1, channels: 3 })).toBe('opaque')
})

test.each([
  ['opaque', [0, 0, 0, 255, 90, 90, 90, 255]],
  ['clear', [0, 0, 200, 255, 200, 0, 0, 90]],
  // Black on transparent: without its alpha it is one black square.
  ['only-alpha', [0, 0, 0, 255, 0, 0, 0, 0]],
  // White on transparent, and nothing at all.
  ['lost-on-white', [255, 255, 255, 255, 0, 0, 0, 0]],
  ['lost-on-white', [9, 200, 3, 0, 90, 1, 3, 0]],
] as const)('a picture is %s: %j', (expected, pixels) => {
  const raster = { data: Uint8Array.from(pixels), width: 2, height: 1, channels: 4 } as const
  expect(seenThrough(raster)).toBe(expected)
  expect([raster.data[3], raster.data[7]]).toEqual([255, 255])
})
