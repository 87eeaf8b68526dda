import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOf, readHeader } from './header'
import { be16, be32, bmp, box, bytesOf, farJpeg, gif, gridAvif, ico, inserted, le16, le32, real, withIspe } from './headers/testing'
import { checkedHeader, refusalOf } from './refusal'

/** What a decode worker has at hand of a large file. */
const HEAD = 256 << 10

/** A file that counts what is read of it. */
function counted(bytes: Uint8Array<ArrayBuffer>): Blob & { readonly read: number } {
  const blob = new Blob([bytes])
  let read = 0
  return Object.assign(blob, {
    slice: (from = 0, to = bytes.length) => {
      read += Math.min(to, bytes.length) - from
      return new Blob([bytes.subarray(from, to)])
    },
    get read() {
      return read
    },
  })
}

const look = (bytes: Uint8Array<ArrayBuffer>, head = HEAD) => readHeader(counted(bytes), bytes.subarray(0, head))

test.each(['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const)('a real %s tells its kind and size', async (format) => {
  const bytes = await real(format)
  expect(kindOf(bytes)).toBe(format)
  expect(await look(bytes)).toMatchObject({ width: 40, height: 24 })
  // Whatever part of it is at hand: the rest is read.
  expect(await look(bytes, 64)).toEqual(await look(bytes))
})

const TOO_LARGE: readonly (readonly [string, () => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>])[] = [
  ['a JPEG with 320 kB before its frame', () => farJpeg(22_500, 22_500, 320_000)],
  ['a JPEG with 20 MB before its frame', () => farJpeg(22_500, 22_500, 20e6)],
  [
    'a JPEG with junk, padding and a bare marker before its frame',
    async () => inserted(farJpeg(22_500, 22_500, 1), 65_004, [0, 7, 0xff, 0, 0xff, 0xff, 0x01]),
  ],
  ['a PNG', async () => inserted((await real('png')).subarray(24), 0, '\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(20_000), be32(20_000))],
  ['a GIF of one pixel with a large first frame', () => gif([1, 1], [0, 0, 20_000, 20_000])],
  ['a GIF whose frame reaches far beyond its screen', () => gif([10, 10], [19_000, 19_000, 10, 10], 200)],
  [
    'a lossy WebP that says so on its canvas',
    () => bytesOf('RIFF', le32(0), 'WEBPVP8X', le32(10), new Uint8Array(4), [255, 255, 0, 255, 255, 0]),
  ],
  ['a lossless WebP', () => bytesOf('RIFF', le32(0), 'WEBPVP8L', le32(9), 0x2f, le32(0xfffffff), new Uint8Array(8))],
  ['a BMP', () => bmp(20_000, -20_000)],
  ['a BMP of OS/2', () => bmp(20_000, 20_000, true)],
  [
    'a BMP that holds a large PNG',
    async () =>
      bmp(1, 1, false, 5, inserted((await real('png')).subarray(24), 0, '\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(20_000), be32(20_000))),
  ],
  [
    'an icon with a large PNG behind a small one',
    async () =>
      ico(
        await real('png'),
        inserted((await real('png')).subarray(24), 0, '\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(20_000), be32(20_000)),
      ),
  ],
  ['an icon with a large bitmap', () => ico(bytesOf(le32(40), le32(20_000), le32(40_000), new Uint8Array(28)))],
  [
    'a TIFF with a large second page',
    () =>
      bytesOf(
        'II*\0',
        le32(8),
        ...[26, 0].flatMap((next, i) => [
          le16(1 + 1),
          le16(256),
          le16(4),
          le32(1),
          le32(i ? 20_000 : 5),
          le16(257),
          le16(4),
          le32(1),
          le32(i ? 20_000 : 5),
          le32(next ? 8 + 30 : 0),
        ]),
      ),
  ],
  ['an AVIF of 182 megapixels by its ispe', async () => withIspe(await real('avif'), 13_500, 13_500)],
  ['an AVIF whose grid is larger than its tiles say', () => gridAvif(20_000, 20_000)],
  [
    'an AVIF film',
    () =>
      bytesOf(
        box('ftyp', 'avis', be32(0), 'avis'),
        box('moov', box('trak', box('tkhd', be32(0), new Uint8Array(72), be16(20_000), be16(0), be16(20_000), be16(0)))),
      ),
  ],
]

test.each(TOO_LARGE)('%s is refused before it is decoded', async (_, make) => {
  const bytes = await make()
  await expect(checkedHeader(new Blob([bytes]), bytes.subarray(0, HEAD))).rejects.toMatchObject({ name: 'DecodeError', fault: 'too-large' })
})

test('an AVIF whose ispe is smaller than its coded frame has the size of the frame', async () => {
  expect(await look(withIspe(await real('avif', 300, 200), 8, 8))).toMatchObject({ width: 300, height: 200 })
})

test('a BMP of OS/2 has sides of 16 bits', async () => {
  expect(await look(bmp(127, 64, true))).toMatchObject({ width: 127, height: 64 })
  expect(await look(bmp(127, -64))).toMatchObject({ width: 127, height: 64 })
})

test('what does not tell its size is refused', async () => {
  const cut = (await real('jpeg')).slice(0, 100)
  await expect(checkedHeader(new Blob([cut]), cut)).rejects.toMatchObject({ fault: 'cannot-decode' })
  const text = new TextEncoder().encode('a text file that is called .jpg')
  await expect(checkedHeader(new Blob([text]), text)).rejects.toMatchObject({ fault: 'not-a-picture' })
})

test('a small picture in a huge file is refused, an ordinary one with a film behind it is not', () => {
  expect(refusalOf({ width: 10, height: 10 }, 100 << 20)).toContain('bytes')
  expect(refusalOf({ width: 4000, height: 3000 }, 100 << 20)).toBeNull()
  expect(refusalOf({ width: 12_000, height: 12_000 }, 300 << 20)).toContain('bytes')
})

test('EXIF is found wherever it stands', async () => {
  const exif = bytesOf('Exif\0\0II*\0', le32(8), le16(1), le16(0x0112), le16(3), le32(1), le32(6), le32(0))
  const segment = bytesOf(0xff, 0xe1, be16(2 + exif.length), exif)
  const far = farJpeg(10, 20, 300_000)
  expect(await look(inserted(far, far.length - 33, segment))).toEqual({ width: 10, height: 20, straight: false })
  expect(await look(far)).toEqual({ width: 10, height: 20, straight: true })
  const png = await real('png')
  const chunk = (name: string, length: number) => bytesOf(be32(length), name, new Uint8Array(length + 4))
  expect(await look(inserted(png, 33, chunk('iCCP', 9000), chunk('eXIf', 26)))).toMatchObject({ straight: false })
  expect(await look(inserted(png, 33, chunk('iCCP', 9000)))).toMatchObject({ straight: true })
})

test('of a large file only slices are read', async () => {
  const file = counted(farJpeg(100, 50, 20e6))
  expect(await readHeader(file, new Uint8Array(await new Blob([file.slice(0, HEAD)]).arrayBuffer()))).toMatchObject({ width: 100 })
  const tail = counted(bytesOf(await real('gif'), new Uint8Array(5e6)))
  await readHeader(tail, new Uint8Array(await tail.slice(0, 64).arrayBuffer()))
  expect(tail.read).toBeLessThan(200e3)
})

/** What is done to a file: bytes written over, lengths set to extremes, parts taken out or put in twice, an end cut off. */
const scratch = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('word' as const), at: fc.nat(), value: fc.constantFrom(0, 1, 8, 255, 0x7fffffff, 0x80000000, 0xffffffff) }),
  fc.record({ kind: fc.constant('again' as const), at: fc.nat(), value: fc.nat(400) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), value: fc.nat(400) }),
)

function scratched(
  bytes: Uint8Array,
  { kind, at, value }: { kind: 'set' | 'word' | 'again' | 'cut'; at: number; value: number },
): Uint8Array<ArrayBuffer> {
  // Mostly near the beginning, where headers are.
  const from = at % Math.min(bytes.length, at % 3 ? 600 : bytes.length)
  if (kind === 'again') return inserted(bytes, from, bytes.subarray(from, from + value))
  if (kind === 'cut') return bytesOf(bytes.subarray(0, from), bytes.subarray(from + value))
  const out = new Uint8Array(bytes)
  if (kind === 'set') out[from] = value
  else out.set(be32(value).slice(0, out.length - from), from)
  return out
}

test('10,000 mutated headers: a size or none, never a crash, and little is read', async () => {
  const formats = await Promise.all((['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const).map((format) => real(format)))
  const made = await Promise.all(TOO_LARGE.filter(([name]) => !/\d+ [kM]B/.test(name)).map(([, make]) => make()))
  const bases = [...formats, ...made]
  let sized = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bases),
      fc.array(scratch, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(64, HEAD),
      async (base, scratches, head) => {
        const bytes = scratches.reduce<Uint8Array<ArrayBuffer>>((file, one) => (file.length > 0 ? scratched(file, one) : file), base)
        const file = counted(bytes)
        const header = await readHeader(file, bytes.subarray(0, head))
        expect(file.read).toBeLessThanOrEqual(40 << 20)
        if (!header) refused++
        else {
          sized++
          expect(Number.isSafeInteger(header.width) && Number.isSafeInteger(header.height)).toBe(true)
          expect(Math.min(header.width, header.height)).toBeGreaterThan(0)
        }
      },
    ),
    { numRuns: 10_000 },
  )
  // Not all one way: the mutations reach what is behind the first bytes.
  expect(Math.min(sized, refused)).toBeGreaterThan(500)
}, 120_000)
