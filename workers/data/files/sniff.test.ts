/** Files go by what is in them where their names do not tell. */
import { expect, test } from 'vitest'
import { index, item, jpegLike, zipOf } from '../dataset/testing'
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
