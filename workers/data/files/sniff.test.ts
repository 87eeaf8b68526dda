/** Files go by what is in them where their names do not tell. */
import { expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
import { bytesOf } from './headers/testing'
import { Sniffer } from './sniff'

const good = ['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((path) => item(path))

test.each(['noextension', 'x.jpg_large', 'x.jpg:large', 'x.jpg?itok=1', 'x.jpe', 'x.jfif', 'download.tmp', 'photo.webp!d'])(
  'a picture called %s is one, in a folder and packed',
  async (name) => {
    const dataset = await index([...good, item(`cat/${name}`)])
    expect(dataset.samples).toHaveLength(5)
    expect(
      (
        await index([
          item('z.zip', await zipOf([...['cat/1.jpg', 'dog/1.jpg', 'dog/2.jpg', `cat/${name}`].map((p) => [p, jpegLike(p)] as const)])),
        ])
      ).samples,
    ).toHaveLength(4)
  },
)

test('a zip called otherwise is opened', async () => {
  const dataset = await index([
    item('pets.tm', await zipOf(['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'dog/2.jpg'].map((p) => [p, jpegLike(p)] as const))),
  ])
  expect(dataset.samples.map(({ path }) => path)).toContain('pets/cat/1.jpg')
})

test('what tells by its name, or holds none, is left out', async () => {
  const dataset = await index([...good, item('cat/notes.txt'), item('cat/README', new TextEncoder().encode('words only'))])
  expect(dataset.skipped.map(({ reason }) => reason)).toEqual(['not-a-picture', 'not-a-picture'])
})

test('of many files of one kind some are looked at', async () => {
  const sniffer = new Sniffer()
  let opened = 0
  const file = {
    kind: 'file' as const,
    get file() {
      opened++
      return new File([jpegLike('x')], 'x')
    },
  }
  for (let i = 0; i < 2000; i++) expect(await sniffer.contentOf(`${i}`, file)).toBe('picture')
  expect(opened).toBe(500)
})

test.each([
  ['pets.7z', bytesOf([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), '7z'],
  ['pets.rar', bytesOf('Rar!', [0x1a, 7, 0]), 'RAR'],
  ['pets.tar', bytesOf(new Uint8Array(257), 'ustar', new Uint8Array(300)), 'tar'],
  ['pets.tgz', bytesOf([0x1f, 0x8b, 8, 0]), 'gzip'],
  ['pets.z01', bytesOf('whatever'), 'split'],
])('%s alone says what it is', async (name, bytes, kind) => {
  expect(problemOf(await index([item(name, bytes)]).catch((error: unknown) => error))).toEqual({
    code: 'archive-unsupported',
    values: { file: name, kind },
  })
  expect((await index([...good, item(name, bytes)])).samples).toHaveLength(4)
})

test('a zip packed in another way says in which', async () => {
  const zip = await zipOf([['cat/1.jpg', jpegLike('1')]])
  // The method stands in the local header and in the directory.
  for (let at = 0; at < zip.length - 4; at++) {
    const signature = String.fromCharCode(...zip.subarray(at, at + 4))
    if (signature === 'PK\x03\x04') zip[at + 8] = 9
    if (signature === 'PK\x01\x02') zip[at + 10] = 9
  }
  expect(problemOf(await index([item('z.zip', zip)]).catch((error: unknown) => error))).toEqual({
    code: 'archive-unsupported',
    values: { file: 'z.zip', kind: 'Deflate64' },
  })
})
