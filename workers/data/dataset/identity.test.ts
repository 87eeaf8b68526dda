import { expect, test } from 'vitest'
import { makeBatch, withAdded } from './additions'
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

test('an added picture is meant by its batch alone, and is no folder around others', async () => {
  const base = await under('pets/')
  const batch = await makeBatch(base.fingerprint, null, [{ path: 'more/cat/1.jpg', className: 'cat', test: false, size: 1, sha256: 'a' }])
  const dataset = withAdded(base, { list: [batch], sources: () => [base.samples[0]!.source] })
  const [added] = ownPaths(dataset).slice(-1) as [string]
  expect(added).toMatch(/^added\/[0-9a-f]{8}\/more\/cat\/1\.jpg$/)
  const idsAt = (paths: string[]) => samplesAt(dataset, paths).map((sample) => sample?.id)
  expect(idsAt([added])).toEqual([6])
  expect(idsAt([`old/pets/${added}`, 'old/pets/cat/2.jpg'])).toEqual([6, 1])
  const gone = ['added/00000000/more/cat/1.jpg', 'added/00000000/more/cat/2.jpg']
  expect(idsAt(gone)).toEqual([undefined, undefined])
})
