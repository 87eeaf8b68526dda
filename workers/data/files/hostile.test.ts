/** Zips that are made to fill the memory, and zips that are damaged: each has a bound, and what lies beside it opens. */
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
import { ZipNames } from '../takeaway/names'
import { ListingBudget, swells } from './budget'
import { be32, bytesOf, le16, le32 } from './headers/testing'
import { openSource, type SampleSource } from './source'
import { listItems } from './walk'

interface Entry {
  readonly name: string
  readonly data: Uint8Array
  /** What it says; by default what is so. */
  readonly size?: number
  readonly compressed?: number
  readonly stored?: boolean
}

/** A zip that says of its entries whatever it is told to (APPNOTE.TXT 4.3). */
function rawZip(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const bodies: Uint8Array[] = []
  const records: Uint8Array[] = []
  let at = 0
  for (const { name, data, stored = false, ...says } of entries) {
    const packed = stored ? data : deflateRawSync(data)
    const [compressed, size] = [says.compressed ?? packed.length, says.size ?? data.length]
    const common = bytesOf(
      le16(20),
      le16(0),
      le16(stored ? 0 : 8),
      le32(0),
      le32(0),
      le32(compressed),
      le32(size),
      le16(name.length),
      le16(0),
    )
    const body = bytesOf(le32(0x04034b50), common, name, packed)
    records.push(bytesOf(le32(0x02014b50), le16(20), common, new Uint8Array(10), le32(at), name))
    bodies.push(body)
    at += body.length
  }
  const directory = bytesOf(...records)
  const count = le16(entries.length)
  return bytesOf(...bodies, directory, le32(0x06054b50), new Uint8Array(4), count, count, le32(directory.length), le32(at), le16(0))
}

/** Counts what goes into and comes out of every inflater, the way that a browser's takes a piece: all of it at once. */
function watchInflating() {
  const seen = { largest: 0, packed: 0, unpacked: 0 }
  const Real = DecompressionStream
  const counting = (count: (bytes: number) => void) =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        count(chunk.byteLength)
        controller.enqueue(chunk)
      },
    })
  vi.stubGlobal(
    'DecompressionStream',
    class {
      readonly writable: WritableStream
      readonly readable: ReadableStream
      constructor(format: CompressionFormat) {
        const into = counting((bytes) => {
          seen.packed += bytes
          seen.largest = Math.max(seen.largest, bytes)
        })
        this.writable = into.writable
        this.readable = into.readable.pipeThrough(new Real(format) as ReadableWritablePair).pipeThrough(
          counting((bytes) => {
            seen.unpacked += bytes
          }),
        )
      }
    },
  )
  return seen
}
afterEach(() => vi.unstubAllGlobals())

const MB = 1 << 20
const zeros = new Uint8Array(64 * MB)
const good = ['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((path) => item(`good/${path}`))
const entryOf = async (entry: Entry): Promise<SampleSource> => {
  const { files } = await listItems([item('z.zip', rawZip([entry]))], () => undefined, new AbortController().signal)
  return files[0]!.source
}

test('an entry that says 100 bytes and gives 64 MB ends after a slice', async () => {
  const source = await entryOf({ name: 'x.jpg', data: zeros, size: 100 })
  const seen = watchInflating()
  await expect(openSource(source)).rejects.toThrow('more than its 100 bytes')
  expect(seen.largest).toBeLessThanOrEqual(16 << 10)
  expect(seen.unpacked).toBeLessThan(MB)
})

test.each([
  ['no picture', zeros, 'not-a-picture'],
  ['a picture too large', bytesOf('\x89PNG\r\n\x1a\n', be32(13), 'IHDR', be32(20_000), be32(20_000), zeros), 'too-large'],
])('of an honest entry that is %s, little is unpacked', async (_, data, fault) => {
  const source = await entryOf({ name: 'x.png', data: data.subarray(0, 60 * MB) })
  const seen = watchInflating()
  await expect(openSource(source)).rejects.toMatchObject({ name: 'DecodeError', fault })
  expect(seen.unpacked).toBeLessThan(20 * MB)
})

test('an entry of a gigabyte is left out, and the rest of its zip opens', async () => {
  const small = (name: string) => ({ name, data: jpegLike(name) })
  const zip = rawZip([
    ...['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map(small),
    { ...small('dog/honest.jpg'), size: 2 ** 30, compressed: 2 ** 20 },
    { ...small('dog/stored.jpg'), size: 2 ** 30, compressed: 2 ** 30, stored: true },
  ])
  const dataset = await index([item('z.zip', zip)])
  expect(dataset.samples).toHaveLength(4)
  expect(dataset.skipped.map(({ path, reason }) => [path, reason])).toEqual([
    ['z/dog/honest.jpg', 'too-large'],
    ['z/dog/stored.jpg', 'too-large'],
  ])
})

test('a zip in a zip that swells is not unpacked, is named, and the rest opens', async () => {
  const zip = item('outer.zip', rawZip([{ name: 'bomb.zip', data: jpegLike('x'), size: 2 ** 30 }]))
  const seen = watchInflating()
  expect(problemOf(await index([zip]).catch((error: unknown) => error))).toEqual({ code: 'zip-too-large', values: { file: 'bomb.zip' } })
  const dataset = await index([zip, ...good])
  expect(dataset.samples).toHaveLength(4)
  expect(dataset.skipped).toEqual([{ path: 'outer/bomb.zip', reason: 'too-large' }])
  expect(seen.packed).toBe(0)
})

test('what is called a zip and begins like none is not unpacked', async () => {
  const seen = watchInflating()
  const dataset = await index([item('outer.zip', rawZip([{ name: 'inner.zip', data: zeros.subarray(0, 60 * MB) }])), ...good])
  expect(dataset.skipped).toEqual([{ path: 'outer/inner.zip', reason: 'cannot-decode' }])
  expect(seen.unpacked).toBeLessThan(20 * MB)
})

test('one budget for all zips in zips', async () => {
  const large = { data: jpegLike('x'), size: 1.5 * 2 ** 30, compressed: 2 ** 30 }
  const dataset = await index([
    item(
      'outer.zip',
      rawZip([
        { name: 'a.zip', ...large },
        { name: 'b.zip', ...large },
      ]),
    ),
    ...good,
  ])
  // The first is what it says in nothing; the second would be too much together with it.
  expect(dataset.skipped.map(({ reason }) => reason)).toEqual(['cannot-decode', 'too-large'])
  const zip = { method: 0, compressed: 1, size: 1 } as Parameters<ListingBudget['takeZip']>[0]
  const [many, full] = [new ListingBudget(), new ListingBudget()]
  for (let i = 0; i < 2000; i++) many.takeZip(zip, 'z.zip')
  expect(() => many.takeZip(zip, 'z.zip')).toThrow('zip-too-large')
  for (let i = 0; i < 1_000_000; i++) full.takeEntry('z.zip')
  expect(() => full.takeEntry('z.zip')).toThrow('zip-too-large')
  expect(() => full.takeZip(zip, 'z.zip')).toThrow('zip-too-large')
})

test('drawn pictures pack well and are no bombs', () => {
  expect(swells({ compressed: 60e3, size: 60e6 })).toBe(false)
  expect(swells({ compressed: 1e6, size: 2 ** 30 })).toBe(true)
})

test('10,000 mutated zips: pictures or a problem, never a crash, and little is unpacked', async () => {
  const pictures = ['cat/1.jpg', 'dog/1.jpg'].map((path) => [path, jpegLike(path)] as const)
  const stored = await zipOf(pictures, { level: 0 })
  const bases = [
    stored,
    await zipOf(pictures),
    await zipOf([['cat/1.jpg', jpegLike('1')]], { zip64: true }),
    await zipOf([['in.zip', await zipOf(pictures)]], { level: 0 }),
    await zipOf([
      ['in.zip', await zipOf([['in.zip', stored]])],
      ['x.jpg', jpegLike('x')],
    ]),
    rawZip([{ name: 'a.jpg', data: new Uint8Array(300_000), size: 100 }]),
  ]
  const where = fc.oneof(
    fc.nat(60),
    fc.nat(),
    fc.nat(80).map((n) => -n - 1),
  )
  const word = fc.constantFrom([0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 64], [1, 0, 0, 0])
  const scratch = fc.tuple(where, fc.oneof(word, fc.array(fc.nat(255), { minLength: 1, maxLength: 1 })))
  const seen = watchInflating()
  let opened = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bases),
      fc.array(scratch, { minLength: 1, maxLength: 6 }),
      fc.option(fc.nat()),
      async (base, scratches, cut) => {
        const bytes = cut === null ? base.slice() : base.slice(0, cut % base.length)
        for (const [at, values] of scratches)
          if (bytes.length > 4) bytes.set(values, (((at % (bytes.length - 4)) + bytes.length - 4) % (bytes.length - 4)) | 0)
        seen.unpacked = 0
        try {
          const { files } = await listItems([item('z.zip', bytes)], () => undefined, new AbortController().signal)
          for (const { source } of files) {
            await openSource(source).then(
              () => opened++,
              (error: unknown) => expect(error).toBeInstanceOf(Error),
            )
          }
        } catch (error) {
          expect(error).toMatchObject({ name: 'Problem' })
          refused++
        }
        expect(seen.unpacked).toBeLessThan(200 * MB)
      },
    ),
    { numRuns: 10_000 },
  )
  expect(Math.min(opened, refused)).toBeGreaterThan(500)
}, 240_000)

test('paths that no system could unpack are left out and said: names of 60,000 characters, 30,000 folders one in another', async () => {
  const data = jpegLike('x')
  const entry = (name: string) => ({ name, data })
  const odd = [`cat/${'1 '.repeat(30_000)}.jpg`, `${'a/'.repeat(30_000)}1.jpg`, `${'part '.repeat(12_000)}/1.jpg`]
  const plain = ['cat', 'dog'].flatMap((pet) => [1, 2, 3, 4].map((i) => `${pet}/${i}.jpg`))
  const dataset = await index([item('pets.zip', rawZip([...odd, ...plain].map(entry)))])
  expect(dataset.skipped.map(({ reason, path }) => [reason, path.length <= 1000])).toEqual(odd.map(() => ['unsafe-path', true]))
  expect([dataset.samples.length, dataset.classes]).toEqual([8, ['cat', 'dog']])
})

test('thirty thousand files of one path, and as many of one name in a folder that is taken away, are counted once each', async () => {
  const paths = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 15_000 }, () => `pets/${pet}/1.jpg`))
  const dataset = await index(paths.map((path) => item(path)))
  expect(new Set(dataset.samples.map(({ path }) => path)).size).toBe(paths.length)
  const names = new ZipNames(['cat'])
  expect(new Set(paths.map(() => names.fileIn('cat', '1.jpg', 'jpeg'))).size).toBe(paths.length)
}, 60_000)
