import { expect, test } from 'vitest'
import { item, jpegLike } from '../../data/dataset/testing'
import { Pictures } from './pictures'

const source = (count: number) => ({
  kind: 'items' as const,
  items: ['cat', 'dog'].flatMap((pet) => Array.from({ length: count }, (_, i) => item(`pets/${pet}/${i}.jpg`, jpegLike(`${pet}${i}`)))),
})

test('a picture of the dataset before, asked for after a smaller one was opened, is none, and no fault of the page', async () => {
  const pictures = new Pictures(() => {})
  await pictures.open(source(10), { seed: 1, valFraction: 0.2 }, () => {})
  await pictures.open(source(3), { seed: 1, valFraction: 0.2 }, () => {})
  expect(await pictures.thumbnails([13], 64)).toEqual([null])
  await expect(pictures.file(13)).rejects.toMatchObject({ code: 'no-picture' })
})
