import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { bytesOf, le16, le32 } from '../files/headers/testing'
import { checkedHeader, DecodeError } from '../files/refusal'
import { decodeTiff } from './tiff'

interface Kept {
  readonly name: string
  readonly file: string
  readonly width: number
  readonly height: number
  readonly white: string
}
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const tiffs = (JSON.parse(readFileSync('workers/data/decode/fixtures/odd.json', 'utf8')) as Kept[]).filter(({ name }) =>
  name.endsWith('.tif'),
)

/** A TIFF of one directory. */
function tiff(tags: readonly (readonly [tag: number, type: 3 | 4, value: number])[], data: Uint8Array = new Uint8Array(0)) {
  const at = 8 + 2 + tags.length * 12 + 4
  const entries = tags.map(([tag, type, value]) => bytesOf(le16(tag), le16(type), le32(1), le32(value === -1 ? at : value)))
  return bytesOf('II*\0', le32(8), le16(tags.length), ...entries, le32(0), data)
}
const grey = (width: number, height: number, more: Parameters<typeof tiff>[0], data?: Uint8Array) =>
  tiff([[256, 4, width], [257, 4, height], [258, 3, 8], [262, 3, 1], ...more], data)
const rejection = async (file: Uint8Array<ArrayBuffer>) => {
  const blob = new Blob([file])
  try {
    await checkedHeader(blob, file)
    const { width, height } = await decodeTiff(blob)
    return `${width} x ${height}`
  } catch (error) {
    return error instanceof DecodeError ? `${error.fault}: ${error.message}` : String(error)
  }
}

test('every TIFF of the fixtures has the sides and, opaque ones, the pixels that Pillow shows', async () => {
  expect(tiffs.length).toBeGreaterThan(15)
  for (const { name, file, width, height, white } of tiffs) {
    const raster = await decodeTiff(new Blob([bytes(file)]))
    expect([name, raster.width, raster.height]).toEqual([name, width, height])
    const wanted = bytes(white)
    const apart = wanted.map((value, i) => Math.abs(value - raster.data[Math.floor(i / 3) * 4 + (i % 3)]!))
    if (raster.opaque) expect([name, Math.max(...apart)]).toEqual([name, expect.toSatisfy((most: number) => most <= 2)])
  }
})

const bomb = deflateSync(new Uint8Array(40e6))
test.each([
  [
    'a picture beyond all bounds',
    grey(20_000, 20_000, [
      [273, 4, -1],
      [279, 4, 8],
    ]),
    /^too-large/,
  ],
  [
    'more pixels than are unpacked at once',
    grey(
      9000,
      9000,
      [
        [273, 4, -1],
        [279, 4, 8],
      ],
      new Uint8Array(8),
    ),
    /^too-large: a TIFF of 9000 x 9000/,
  ],
  [
    'a strip that unpacks to a thousand times its pixels',
    grey(
      100,
      100,
      [
        [259, 3, 8],
        [273, 4, -1],
        [278, 4, 100],
        [279, 4, bomb.length],
      ],
      bomb,
    ),
    /^100 x 100$/,
  ],
  [
    'tiles of two thousand million pixels',
    grey(
      8,
      8,
      [
        [322, 4, 65_536],
        [323, 4, 32_768],
        [324, 4, -1],
        [325, 4, 8],
      ],
      new Uint8Array(8),
    ),
    /^cannot-decode: a TIFF in tiles of 65536 x 32768/,
  ],
  [
    'fax, which is refused by its number',
    grey(
      8,
      8,
      [
        [259, 3, 4],
        [273, 4, -1],
        [279, 4, 8],
      ],
      new Uint8Array(8),
    ),
    /^cannot-decode: a TIFF packed by method 4$/,
  ],
  [
    'numbers with a point',
    grey(
      8,
      8,
      [
        [273, 4, -1],
        [279, 4, 64],
        [339, 3, 3],
      ],
      new Uint8Array(64),
    ),
    /^cannot-decode: a TIFF of 8 bits a sample, format 3$/,
  ],
  [
    'a raw file of a camera',
    grey(
      8,
      8,
      [
        [254, 4, 1],
        [273, 4, -1],
        [279, 4, 64],
        [330, 4, 8],
      ],
      new Uint8Array(64),
    ),
    /^cannot-decode: a raw file of a camera$/,
  ],
  [
    'a DNG',
    grey(
      8,
      8,
      [
        [273, 4, -1],
        [279, 4, 64],
        [50_706, 4, 1],
      ],
      new Uint8Array(64),
    ),
    /^cannot-decode: a raw file of a camera$/,
  ],
] as const)('%s', async (_, file, message) => {
  expect(await rejection(file)).toMatch(message)
})

test('a directory that names itself as the next is read once', async () => {
  const file = grey(
    8,
    8,
    [
      [273, 4, -1],
      [279, 4, 64],
    ],
    new Uint8Array(64).fill(7),
  )
  const next = 8 + 2 + 6 * 12
  file.set(le32(8), next)
  expect(await rejection(file)).toBe('8 x 8')
})

test('mutated TIFFs give a picture of bounded size or a reason, nothing else', async () => {
  const files = tiffs.map(({ file }) => bytes(file))
  const scratch = fc.record({
    at: fc.nat(),
    value: fc.constantFrom(0, 1, 2, 8, 255, 0x7fffffff, 0x80000000, 0xffffffff),
    head: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), fc.array(scratch, { minLength: 1, maxLength: 4 }), async (which, scratches) => {
      const file = files[which]!.slice()
      // Pillow puts the directory first or last.
      for (const { at, value, head } of scratches)
        file.set(le32(value), head ? at % Math.min(200, file.length - 4) : Math.max(0, file.length - 4 - (at % 300)))
      const blob = new Blob([file.slice(0, files[which]!.length)])
      try {
        await checkedHeader(blob, file)
        const { width, height, data } = await decodeTiff(blob)
        expect(data.length).toBe(width * height * 4)
        expect(width * height).toBeLessThanOrEqual(60e6)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }),
    { numRuns: 400, seed: 12 },
  )
})

test('where its library cannot be fetched that is said as what it is, and the next picture asks for it again', async () => {
  vi.resetModules()
  const message = 'Failed to fetch dynamically imported module: geotiff.js'
  vi.doMock('geotiff', () => {
    throw new TypeError(message)
  })
  const again = await import('./tiff')
  const file = bytes(tiffs[0]!.file)
  await expect(again.decodeTiff(new Blob([file]))).rejects.not.toMatchObject({ name: 'DecodeError' })
  vi.doUnmock('geotiff')
  await expect(again.decodeTiff(new Blob([file]))).resolves.toMatchObject({ width: tiffs[0]!.width })
  vi.resetModules()
})
