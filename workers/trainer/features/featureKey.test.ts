import { expect, test } from 'vitest'
import { index, jpegLike } from '../../data/dataset/testing'
import { DEFAULT_CONFIG } from '../../protocol'
import { computedBy, featureKey } from './featureKey'

const paths = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 100 }, (_, i) => `${pet}/${i}.jpg`))
/** `more` is added to a picture whose size is not among those in the fingerprint. */
const pets = (root: string, more = '') =>
  index(
    paths.map((path) => {
      const file = new File([jpegLike(path + (path === 'cat/3.jpg' ? more : ''))], path, { lastModified: 1 })
      return { kind: 'file' as const, path: `${root}/${path}`, file }
    }),
  )
const keyOf = (dataset: Awaited<ReturnType<typeof pets>>, balance: 'none' | 'sampled' = 'none') =>
  featureKey(dataset, { ...DEFAULT_CONFIG, balance }, 'sha', 'tfjs-wasm')

test('the same pictures have the same features under another folder', async () => {
  expect(await keyOf(await pets('pets'))).toBe(await keyOf(await pets('renamed')))
})

test('a picture that was replaced under its name has others, though the fingerprint does not see it', async () => {
  const [before, after] = [await pets('pets'), await pets('pets', 'other content')]
  expect(after.fingerprint).toBe(before.fingerprint)
  expect(await keyOf(after)).not.toBe(await keyOf(before))
})

test('labels matter only where they decide what an epoch shows', async () => {
  const dataset = await pets('pets')
  const relabelled = { ...dataset, samples: dataset.samples.map((s) => (s.id === 5 ? { ...s, label: 1 - s.label } : s)) }
  expect(await keyOf(relabelled)).toBe(await keyOf(dataset))
  expect(await keyOf(relabelled, 'sampled')).not.toBe(await keyOf(dataset, 'sampled'))
})

test('what is laid behind transparent pictures makes others', async () => {
  const dataset = await pets('pets')
  const on = (transparency: 'white' | 'black' | 'ignored') => featureKey(dataset, { ...DEFAULT_CONFIG, transparency }, 'sha', 'tfjs-wasm')
  expect(new Set([await on('white'), await on('black'), await on('ignored')]).size).toBe(3)
})

test('what a graphics card computed that was found wrong since is not found again', async () => {
  const dataset = await pets('pets')
  const by = (kernels?: string) => featureKey(dataset, DEFAULT_CONFIG, 'sha', computedBy({ backend: 'webgpu', kernels }))
  const before = await by('a1 tiles tiles tiles tiles')
  expect(await by('a1 tiles tiles tiles tiles')).toBe(before)
  expect(await by('a1 tiles registers tiles tiles -tiles forward')).not.toBe(before)
  expect(await by()).not.toBe(before)
})
