/** Decoding in a real Chromium: every kind of file as Pillow decodes it, and what happens to those that cannot be decoded. */
import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { type Harness, openHarness } from '../tools/harness'
import { farJpeg, gif, real, withIspe } from '../workers/data/files/headers/testing'

interface DecodedFile {
  name: string
  file: string
  width: number
  height: number
  rgb: string
}
const fixture = JSON.parse(readFileSync('workers/data/decode/fixtures/decode.json', 'utf8')) as DecodedFile[]

/** A grey PNG of this size, all of one level. */
function flatPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length, 0)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width + 1), 99)
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The page's modules, by address: they are not part of this program. */
const POOL = '/workers/data/decode/pool.ts'
const DECODE = '/workers/data/decode/decode.ts'
const BROWSER = '/workers/data/decode/browser.ts'
const JPEG = '/workers/data/decode/jpeg.ts'

let harness: Harness
const jpeg = Buffer.from(fixture[2]!.file, 'base64')
test.beforeAll(async () => {
  const avif = withIspe(await real('avif'), 13_500, 13_500)
  harness = await openHarness(
    new Map([
      ['good.jpg', () => jpeg],
      ['truncated.jpg', () => jpeg.subarray(0, 200)],
      ['empty.jpg', () => Buffer.alloc(0)],
      ['text.jpg', () => Buffer.from('a text file that is called .jpg')],
      ['large.png', () => flatPng(12_000, 9_000)],
      ['huge.png', () => flatPng(20_000, 9_000)],
      ['far.jpg', () => Buffer.from(farJpeg(22_500, 22_500, 320_000))],
      ['frame.gif', () => Buffer.from(gif([1, 1], [0, 0, 20_000, 20_000]))],
      ['ispe.avif', () => Buffer.from(avif)],
    ]),
  )
})
test.afterAll(() => harness.close())

test('every kind of file decodes to the pixels that Pillow makes of it', async () => {
  const differences = await harness.page.evaluate(
    async ([address, files]) => {
      const { decode } = (await import(address)) as typeof import('../workers/data/decode/decode')
      const bytes = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
      const found: Record<string, number | string> = {}
      for (const file of files) {
        const { data, width, height, bgr } = await (await decode(new Blob([bytes(file.file)]))).pixels('ignored')
        const wanted = bytes(file.rgb)
        let most = 0
        for (let i = 0; i < width * height; i++)
          for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(data[i * 4 + (bgr ? 2 - c : c)]! - wanted[i * 3 + c]!))
        found[file.name] = width === file.width && height === file.height ? most : `${width} x ${height}`
      }
      return found
    },
    [DECODE, fixture] as const,
  )
  expect(Object.keys(differences).length).toBeGreaterThan(15)
  expect(Object.entries(differences).filter(([, difference]) => typeof difference !== 'number' || difference > 2)).toEqual([])
})

test('a JPEG’s planes give the very pixels that its bitmap has, whole and in part', async () => {
  const compared = await harness.page.evaluate(
    async ([decoding, jpegs, files]) => {
      const { pictureOf } = (await import(decoding)) as typeof import('../workers/data/decode/browser')
      const { decodeJpeg } = (await import(jpegs)) as typeof import('../workers/data/decode/jpeg')
      const found: Record<string, string> = {}
      for (const { name, file } of files) {
        const blob = new Blob([Uint8Array.from(atob(file), (c) => c.charCodeAt(0))])
        const jpeg = await decodeJpeg(await blob.arrayBuffer())
        const bitmap = pictureOf(await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }))
        const { width, height } = bitmap
        const boxes = [
          { x: 0, y: 0, width, height },
          { x: 5, y: 3, width: width - 8, height: height - 6 },
          { x: width - 1, y: height - 1, width: 1, height: 1 },
        ]
        let different = 0
        for (const box of boxes) {
          const one = await jpeg?.pixels(box, (bytes) => new Uint8Array(bytes))
          const other = await bitmap.pixels('ignored', box)
          for (let i = 0; i < box.width * box.height; i++)
            for (let c = 0; c < 3; c++)
              if (one?.data[i * 4 + (one.bgr ? 2 - c : c)] !== other.data[i * 4 + (other.bgr ? 2 - c : c)]) different++
        }
        found[name] = jpeg ? `${different} different` : 'not decoded'
      }
      return found
    },
    [BROWSER, JPEG, fixture.filter(({ name }) => name.endsWith('.jpg') && !name.startsWith('exif'))] as const,
  )
  expect(Object.keys(compared).length).toBeGreaterThan(5)
  expect(Object.values(compared)).toEqual(Object.keys(compared).map(() => '0 different'))
})

test('what cannot be decoded says why, and the pool goes on', async () => {
  const outcomes = await harness.page.evaluate(async (address) => {
    const { DecodePool } = (await import(address)) as typeof import('../workers/data/decode/pool')
    const pool = new DecodePool(1)
    const found: Record<string, string> = {}
    const names = ['empty.jpg', 'text.jpg', 'truncated.jpg', 'huge.png', 'far.jpg', 'frame.gif', 'ispe.avif', 'large.png', 'good.jpg']
    for (const name of names) {
      const file = new File([await (await fetch(`/files/${name}`)).blob()], name)
      found[name] = await pool.pixels({ kind: 'file', file }, { kind: 'eval', size: 32, transparency: 'white' }).then(
        (pixels) => `${pixels.length} bytes`,
        (error: { fault?: string }) => String(error.fault),
      )
    }
    pool.dispose()
    return found
  }, POOL)
  expect(outcomes).toEqual({
    'empty.jpg': 'empty',
    'text.jpg': 'not-a-picture',
    'truncated.jpg': 'cannot-decode',
    'huge.png': 'too-large',
    'far.jpg': 'too-large',
    'frame.gif': 'too-large',
    'ispe.avif': 'too-large',
    'large.png': '3072 bytes',
    'good.jpg': '3072 bytes',
  })
})

test('views and thumbnails are upright and of the size asked for', async () => {
  const made = await harness.page.evaluate(
    async ([address, file]) => {
      const { DecodePool } = (await import(address)) as typeof import('../workers/data/decode/pool')
      const pool = new DecodePool(2)
      const source = { kind: 'file', file: new File([Uint8Array.from(atob(file), (c) => c.charCodeAt(0))], 'exif-6.jpg') } as const
      const augmentation = {
        cropScaleMin: 0.3,
        cropRatio: 4 / 3,
        flip: 0.5,
        rotation: 20,
        jitter: 0.3,
        erasing: 0.5,
        policy: 'none',
        policyOps: 2,
        policyMagnitude: 9,
      } as const
      const views = await pool.views(source, { index: 7, seed: 1, sizeIn: () => 48, transparency: 'white', augmentation })
      const again = await pool.views(source, { index: 7, seed: 1, sizeIn: () => 48, transparency: 'white', augmentation })
      const thumbnail = await createImageBitmap(await pool.thumbnail(source, 20))
      pool.dispose()
      const key = (view: ImageData) => view.data.join()
      return {
        sizes: views.map((v) => `${v.width} x ${v.height}`),
        different: new Set(views.map(key)).size,
        same: views.every((v, i) => key(v) === key(again[i]!)),
        thumbnail: `${thumbnail.width} x ${thumbnail.height}`,
      }
    },
    [POOL, fixture.find((f) => f.name === 'exif-6.jpg')!.file] as const,
  )
  expect(made).toEqual({ sizes: Array(9).fill('48 x 48'), different: 9, same: true, thumbnail: '17 x 20' })
})

test('with the cache, later epochs give the same pixels without decoding', async () => {
  const made = await harness.page.evaluate(
    async ([address, files]) => {
      const { DecodePool } = (await import(address)) as typeof import('../workers/data/decode/pool')
      const plain = new DecodePool(2)
      const keeping = new DecodePool(2)
      const granted = await keeping.keepDecoded(50e6)
      const augmentation = {
        cropScaleMin: 0.08,
        cropRatio: 4 / 3,
        flip: 0.5,
        rotation: 20,
        jitter: 0.3,
        erasing: 0.2,
        policy: 'none',
        policyOps: 2,
        policyMagnitude: 9,
      } as const
      const sources = files.map(({ name, file }) => {
        const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0))
        return { kind: 'file', file: new File([bytes], name) } as const
      })
      const epochs: string[] = []
      for (const epoch of [1, 2, 3]) {
        const pixels = (pool: InstanceType<typeof DecodePool>) =>
          Promise.all(
            sources.flatMap((source, index) => [
              pool.pixels(source, { kind: 'train', seed: 1, epoch, index, size: 32, transparency: 'white', augmentation }),
              pool.pixels(source, { kind: 'eval', size: 32, transparency: 'white' }),
            ]),
          )
        const [one, two] = [await pixels(plain), await pixels(keeping)]
        epochs.push(one.every((rgb, i) => rgb.join() === two[i]!.join()) ? 'same' : 'different')
      }
      // What is kept is read instead of the file: another file in its place makes no difference.
      const swapped = { kind: 'file', file: sources[0]!.file }
      const before = await keeping.pixels(swapped as (typeof sources)[0], { kind: 'eval', size: 32, transparency: 'white' })
      swapped.file = sources[5]!.file
      const after = await keeping.pixels(swapped as (typeof sources)[0], { kind: 'eval', size: 32, transparency: 'white' })
      await keeping.keepDecoded(0)
      const without = await keeping.pixels(swapped as (typeof sources)[0], { kind: 'eval', size: 32, transparency: 'white' })
      plain.dispose()
      keeping.dispose()
      return { granted, epochs, kept: after.join() === before.join(), dropped: without.join() !== before.join() }
    },
    [POOL, fixture] as const,
  )
  expect(made).toEqual({ granted: 50e6, epochs: ['same', 'same', 'same'], kept: true, dropped: true })
})
