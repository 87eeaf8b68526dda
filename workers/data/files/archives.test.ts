/** Archives other than plain zips: tars, packed and not, links, names in code pages, and those that are not opened and say so. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { PYTHON } from '../../export/fixtures/python'
import type { CodePage } from '../../protocol/dataset'
import { problemOf } from '../../protocol/problem'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
import { bytesOf, le16, le32 } from './headers/testing'
import { openSource } from './source'
import { listItems } from './walk'

const folder = mkdtempSync(join(tmpdir(), 'archives-'))
afterAll(() => rmSync(folder, { recursive: true }))

const list = (name: string, bytes: Uint8Array<ArrayBuffer>, names?: CodePage) =>
  listItems([item(name, bytes)], () => undefined, new AbortController().signal, names)
const problem = (name: string, bytes: Uint8Array<ArrayBuffer>) => list(name, bytes).catch(problemOf)
const pythonOf = (lines: readonly string[]) => execFileSync(PYTHON, ['-c', lines.join('\n')], { cwd: folder })
const made = (name: string) => new Uint8Array(readFileSync(join(folder, name)))

const PATHS = ['pets/cat/1.jpg', 'pets/cat/2.jpg', 'pets/dog/1.jpg', `pets/dog/${'long '.repeat(40)}.jpg`, 'pets/猫/1.jpg', 'pets/猫/2.jpg']
for (const path of PATHS) {
  mkdirSync(join(folder, dirname(path)), { recursive: true })
  writeFileSync(join(folder, path), jpegLike(path))
}
symlinkSync('1.jpg', join(folder, 'pets/cat/link.jpg'))

test.each(['pax', 'gnu', 'ustar'] as const)('a tar as %s writes it opens, packed too: long names, links counted', async (format) => {
  const paths = PATHS.filter((path) => format !== 'ustar' || !path.includes('long'))
  pythonOf([
    'import tarfile',
    `t = tarfile.open('${format}.tar', 'w', format=tarfile.${format.toUpperCase()}_FORMAT)`,
    `for p in ${JSON.stringify([...paths, 'pets/cat/link.jpg'])}: t.add(p)`,
    't.close()',
  ])
  const tar = made(`${format}.tar`)
  for (const [name, bytes] of [
    ['t.tar', tar],
    ['t.tar.gz', new Uint8Array(gzipSync(tar))],
    ['t.tgz', new Uint8Array(gzipSync(tar))],
    ['t', tar],
  ] as const) {
    const { files, skipped } = await list(name, bytes)
    expect(files.map(({ path }) => path).toSorted()).toEqual(paths.map((path) => `t/${path}`).toSorted())
    expect(skipped).toEqual([{ path: 't/pets/cat/link.jpg', reason: 'link' }])
    const long = files.find(({ path }) => path.endsWith('dog/1.jpg'))!
    expect(new Uint8Array(await (await openSource(long.source)).arrayBuffer())).toEqual(jpegLike('pets/dog/1.jpg'))
  }
  // In a zip, in a zip in a tar.
  const inZip = await list('z.zip', await zipOf([['in/t.tar.gz', new Uint8Array(gzipSync(tar))]]))
  expect(inZip.files).toHaveLength(paths.length)
})

/** One header of a tar, its checksum right. */
function tarFile(name: string, data: Uint8Array, { type = '0', size = data.length, link = '' } = {}): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(512)
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at)
  put(0, name)
  put(100, '0000644\0')
  put(124, `${size.toString(8).padStart(11, '0')}\0`)
  put(156, type)
  put(157, link)
  put(257, 'ustar\x0000')
  put(148, ' '.repeat(8))
  put(
    148,
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  )
  return bytesOf(header, data, new Uint8Array((512 - (data.length % 512)) % 512))
}
const picture = (name: string) => tarFile(name, jpegLike(name))
const END = new Uint8Array(1024)

test('a leading slash is dropped, what reaches outside is left out, hard and symbolic links and sparse files are counted', async () => {
  const link = (type: string) => tarFile(`cat/link${type}.jpg`, new Uint8Array(0), { type, link: '/etc/passwd' })
  const tar = bytesOf(
    picture('/cat/1.jpg'),
    picture('../up.jpg'),
    link('1'),
    link('2'),
    tarFile('cat/s.jpg', jpegLike('s'), { type: 'S' }),
    END,
  )
  const { files, skipped } = await list('t.tar', tar)
  expect(files.map(({ path }) => path)).toEqual(['t/cat/1.jpg'])
  expect(skipped.map(({ reason }) => reason)).toEqual(['unsafe-path', 'link', 'link', 'cannot-decode'])
})

test('links in a zip are counted, and no picture', async () => {
  const zip = await zipOf([
    ['cat/1.jpg', jpegLike('1')],
    ['cat/2.jpg', jpegLike('2')],
  ])
  const at = zip.findLastIndex((byte, i) => byte === 0x50 && zip[i + 1] === 0x4b && zip[i + 2] === 1 && zip[i + 3] === 2)
  zip[at + 5] = 3
  zip.set(le32((0o120777 << 16) >>> 0), at + 38)
  const { files, skipped } = await list('z.zip', zip)
  expect(files.map(({ name }) => name)).toEqual(['1.jpg'])
  expect(skipped.map(({ reason }) => reason)).toEqual(['link'])
})

test('a tar that is cut off gives what is whole, and says that the rest is not', async () => {
  const tar = bytesOf(picture('cat/1.jpg'), picture('cat/2.jpg'), END)
  const { files, skipped } = await list('t.tar', tar.slice(0, 1540))
  expect(files.map(({ name }) => name)).toEqual(['1.jpg'])
  expect(skipped).toEqual([{ path: 't.tar', reason: 'cannot-decode' }])
  expect(await problem('t.tgz', new Uint8Array(gzipSync(tar)).slice(0, 60))).toMatchObject({ code: 'zip-unreadable' })
})

test('a packed tar that swells is not unpacked to its end, and one packed file is no tar', async () => {
  const bomb = bytesOf(tarFile('cat/1.jpg', new Uint8Array(0), { size: 100 << 20 }), new Uint8Array(100 << 20), END)
  expect(await problem('bomb.tgz', new Uint8Array(gzipSync(bomb)))).toEqual({ code: 'zip-too-large', values: { file: 'bomb.tgz' } })
  expect(await problem('labels.csv.gz', new Uint8Array(gzipSync('a,b')))).toEqual({
    code: 'archive-unsupported',
    values: { file: 'labels.csv.gz', kind: 'gzip' },
  })
})

test.each([
  ['pets.7z', bytesOf([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '7z'],
  ['pets', bytesOf([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '7z'],
  ['pets.rar', bytesOf('Rar!', [0x1a, 7, 0]), 'RAR'],
  ['renamed.zip', bytesOf('Rar!', [0x1a, 7, 1, 0]), 'RAR'],
  ['pets.tar.bz2', bytesOf('BZh91AY'), 'bzip2'],
  ['pets.tar.xz', bytesOf([0xfd], '7zXZ', [0]), 'xz'],
  ['pets.tar.zst', bytesOf([0x28, 0xb5, 0x2f, 0xfd]), 'Zstandard'],
  ['pets.z01', bytesOf('whatever'), 'split'],
  ['pets.zip.001', bytesOf('PK\x03\x04', new Uint8Array(40)), 'split'],
  ['pets.part1.rar', bytesOf('Rar!', [0x1a, 7, 0]), 'split'],
])('%s says what it is, and lies beside pictures as an archive', async (name, bytes, kind) => {
  expect(await problem(name, bytes)).toEqual({ code: 'archive-unsupported', values: { file: name, kind } })
  const good = ['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((path) => item(path))
  expect((await index([...good, item(name, bytes)])).skipped).toEqual([{ path: name, reason: 'archive' }])
})

test('the last part of a split zip says that it is one', async () => {
  const zip = await zipOf([['cat/1.jpg', jpegLike('1')]])
  // The number of this part, and of the one in which the directory begins.
  zip.set(le16(2), zip.length - 22 + 4)
  zip.set(le16(2), zip.length - 22 + 6)
  expect(await problem('pets.zip', zip)).toEqual({ code: 'archive-unsupported', values: { file: 'pets.zip', kind: 'split' } })
})

test.each([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'xz'],
  [98, 'PPMd'],
])('a zip packed by method %i says %s', async (method, kind) => {
  const zip = await zipOf([['cat/1.jpg', jpegLike('1')]])
  for (let at = 0; at < zip.length - 4; at++) {
    const signature = String.fromCharCode(...zip.subarray(at, at + 4))
    if (signature === 'PK\x03\x04') zip[at + 8] = method
    if (signature === 'PK\x01\x02') zip[at + 10] = method
  }
  expect(await problem('z.zip', zip)).toEqual({ code: 'archive-unsupported', values: { file: 'z.zip', kind } })
})

/** By Python's name of the encoding: what is packed on such a system. */
const NAMES: readonly (readonly [python: string, page: CodePage, names: readonly string[]])[] = [
  ['cp932', 'shift_jis', ['写真/犬/犬1.jpg', '写真/猫/ねこ.jpg', '表/ソフト.jpg']],
  ['cp932', 'shift_jis', ['犬/1.jpg', '猫/1.jpg']],
  ['cp949', 'euc-kr', ['고양이/1.jpg', '강아지/사진 1.jpg']],
  ['cp866', 'ibm866', ['Кошки/кошка.jpg', 'Собаки/собака.jpg']],
  ['cp1251', 'windows-1251', ['Кошки/кошка.jpg', 'Собаки/собака.jpg']],
  ['cp737', 'cp737', ['Γάτες/γάτα.jpg', 'Σκύλοι/σκύλος.jpg']],
  ['cp1253', 'windows-1253', ['Γάτες/γάτα.jpg', 'Σκύλοι/σκύλος.jpg']],
  ['cp437', 'cp437', ['Kätzchen/süß.jpg', 'Hündchen/Übung.jpg']],
  ['cp850', 'cp437', ['Kätzchen/süß.jpg', 'Hündchen/Übung.jpg']],
  ['cp850', 'cp850', ['Português/cão.jpg', 'gatos/leões.jpg']],
  ['cp1252', 'windows-1252', ['Kätzchen/süß.jpg', 'Hündchen/Übung.jpg', 'élève/garçon.jpg']],
  ['gbk', 'gb18030', ['猫/1.jpg', '狗/1.jpg']],
  ['gbk', 'gb18030', ['训练集/正常/图片.jpg', '训练集/异常/图片.jpg']],
  ['big5', 'big5', ['貓/1.jpg', '狗/照片.jpg']],
  ['big5', 'big5', ['訓練集/正常/圖片.jpg', '訓練集/異常/圖片.jpg']],
]

/** A zip whose names are bytes in an encoding that nothing tells. */
function zipNamed(names: readonly (readonly [bytes: Uint8Array, data: Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const bodies: Uint8Array[] = []
  const records: Uint8Array[] = []
  let at = 0
  for (const [name, data] of names) {
    const common = bytesOf(le16(20), le16(0), le16(0), le32(0), le32(0), le32(data.length), le32(data.length), le16(name.length), le16(0))
    bodies.push(bytesOf(le32(0x04034b50), common, name, data))
    records.push(bytesOf(le32(0x02014b50), le16(20), common, new Uint8Array(10), le32(at), name))
    at += bodies.at(-1)!.length
  }
  const directory = bytesOf(...records)
  const count = le16(names.length)
  return bytesOf(...bodies, directory, le32(0x06054b50), new Uint8Array(4), count, count, le32(directory.length), le32(at), le16(0))
}

const encoded = JSON.parse(
  pythonOf([
    'import json',
    `print(json.dumps([[list(n.encode(e)) for n in names] for e, names in json.loads(${JSON.stringify(JSON.stringify(NAMES.map(([python, , names]) => [python, names])))})]))`,
  ]).toString(),
) as number[][][]

test.each(NAMES.map(([python, page, names], i) => [python, names[0]!, page, names, encoded[i]!] as const))(
  'names in %s are read as such, in zips and tars: %s',
  async (_, __, page, names, bytes) => {
    const raw = bytes.map((name) => Uint8Array.from(name))
    const zip = zipNamed(raw.map((name, i) => [name, jpegLike(`${i}`)]))
    const listed = await list('z.zip', zip)
    expect(listed.files.map(({ path }) => path)).toEqual(names.map((name) => `z/${name}`))
    expect(listed.codePage).toBe(page)
    const tar = bytesOf(
      ...raw.map((name) => {
        const file = tarFile('x'.repeat(name.length), jpegLike('x'))
        file.set(name, 0)
        // The checksum of the name that it has now.
        file.fill(0x20, 148, 156)
        file.set(
          new TextEncoder().encode(
            `${file
              .subarray(0, 512)
              .reduce((sum, byte) => sum + byte, 0)
              .toString(8)
              .padStart(6, '0')}\0 `,
          ),
          148,
        )
        return file
      }),
      END,
    )
    expect((await list('t.tar', tar)).files.map(({ path }) => path)).toEqual(names.map((name) => `t/${name}`))
  },
)

test('a person may choose another encoding than the one that was guessed', async () => {
  const zip = zipNamed([
    [Uint8Array.of(0x84, 0x2f, 0x31, 0x2e, 0x6a, 0x70, 0x67), jpegLike('1')],
    [Uint8Array.of(0x85, 0x2f, 0x31, 0x2e, 0x6a, 0x70, 0x67), jpegLike('2')],
  ])
  const paths = async (names?: CodePage) => (await list('z.zip', zip, names)).files.map(({ path }) => path)
  expect(await paths('ibm866')).toEqual(['z/Д/1.jpg', 'z/Е/1.jpg'])
  expect(await paths('cp850')).toEqual(['z/ä/1.jpg', 'z/à/1.jpg'])
})

test('3,000 mutated tars, packed and not: pictures or a problem, never a crash', async () => {
  const bases = ['pax', 'gnu', 'ustar'].map((format) => made(`${format}.tar`))
  const where = fc.oneof(fc.nat(1023), fc.nat())
  const value = fc.oneof(fc.constantFrom(0, 0x20, 0x30, 0x37, 0x80, 0xff), fc.nat(255))
  const signal = new AbortController().signal
  let opened = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bases),
      fc.array(fc.tuple(where, value), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.option(fc.nat()),
      fc.boolean(),
      async (base, scratches, mend, cut, packed) => {
        const bytes = base.slice(0, cut === null ? base.length : cut % base.length)
        for (const [at, byte] of scratches) if (bytes.length > 0) bytes[at % bytes.length] = byte
        // With its checksum right, what is wrong is believed.
        if (mend && bytes.length >= 512) {
          bytes.fill(0x20, 148, 156)
          bytes.set(
            new TextEncoder().encode(
              `${bytes
                .subarray(0, 512)
                .reduce((sum, b) => sum + b, 0)
                .toString(8)
                .padStart(6, '0')}\0 `,
            ),
            148,
          )
        }
        try {
          const { files } = await listItems([item('t.tar', packed ? new Uint8Array(gzipSync(bytes)) : bytes)], () => undefined, signal)
          for (const { source } of files) await (await openSource(source)).arrayBuffer()
          opened++
        } catch (error) {
          expect(error).toMatchObject({ name: 'Problem' })
          refused++
        }
      },
    ),
    { numRuns: 3000 },
  )
  expect(Math.min(opened, refused)).toBeGreaterThan(200)
}, 120_000)
