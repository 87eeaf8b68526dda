import sharp from 'sharp'
import { expect, test } from 'vitest'
import { upright } from './orient'

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is turned as sharp turns it', async (orientation) => {
  const [width, height] = [5, 3]
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 53) & 255)
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer()
  const { data: turned, info } = await sharp(png).rotate().raw().toBuffer({ resolveWithObject: true })
  const ours = upright({ data, width, height, channels: 4 }, orientation)
  expect([ours.width, ours.height]).toEqual([info.width, info.height])
  expect(Array.from(ours.data)).toEqual(Array.from(turned))
})
