import { expect, test } from 'vitest'
import { ownPaths, samplesAt } from './identity'
import { index, item, zipOf } from './testing'

const own = ['cat/1.jpg', 'cat/2.jpg', 'cat/3.jpg', 'dog/1.jpg', 'dog/2.jpg', 'dog/3.jpg']
const under = (root: string) => index(own.map((path) => item(`${root}${path}`)))

test('a picture is called the same as a folder, a renamed one, a folder around it, and a zip', async () => {
  const zip = await zipOf(own.map((path) => [`pets/${path}`, new Uint8Array([0xff, 0xd8, 0xff, ...new Uint8Array(40)])] as const))
  const ways = [
    await under('pets/'),
    await under('my pets/'),
    await under('all/pets/'),
    await under(''),
    await index([item('download.zip', zip)]),
  ]
  for (const dataset of ways) {
    expect(ownPaths(dataset)).toEqual(own)
    for (const root of ['', 'pets/', 'a/b/c/'])
      expect(
        samplesAt(
          dataset,
          own.map((path) => root + path),
        ).map((sample) => sample?.id),
      ).toEqual([0, 1, 2, 3, 4, 5])
  }
})

test('a kept list of one class alone is found, and what is not there is not', async () => {
  const dataset = await under('pets/')
  const ids = (paths: string[]) => samplesAt(dataset, paths).map((sample) => sample?.id)
  expect(ids(['old/pets/cat/2.jpg', 'old/pets/cat/1.jpg'])).toEqual([1, 0])
  expect(ids(['old/pets/cat/2.jpg', 'old/pets/cat/9.jpg'])).toEqual([1, undefined])
  expect(ids(['2.jpg'])).toEqual([undefined])
  expect(ids([])).toEqual([])
})
