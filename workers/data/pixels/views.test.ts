import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { VIEW_COUNT, VIEWS, viewsWithin } from '../../protocol/answers'
import expected from './fixtures/views.json'
import type { Raster } from './raster'
import { evaluationView } from './resample'
import { evaluationViews, positionsOf } from './views'

const { inputs } = JSON.parse(readFileSync(new URL('fixtures/transforms.json', import.meta.url), 'utf8')) as {
  inputs: { width: number; height: number; rgb: string }[]
}
const pictures = inputs.map(
  ({ width, height, rgb }): Raster => ({ width, height, channels: 3, data: new Uint8Array(Buffer.from(rgb, 'base64')) }),
)
const split = (rgb: Uint8Array, size: number) =>
  Array.from({ length: rgb.length / (size * size * 3) }, (_, i) => rgb.slice(i * size * size * 3, (i + 1) * size * size * 3))

describe('views of a picture', () => {
  it.each(expected)(
    "are torchvision's FiveCrop and their mirror images, bit for bit: picture $input at $size px",
    ({ input, size, sha256 }) => {
      const views = split(evaluationViews(pictures[input]!, size, 'crops-flip'), size)
      expect(views.map((view) => createHash('sha256').update(view).digest('hex'))).toEqual(sha256)
      const five = split(evaluationViews(pictures[input]!, size, 'crops'), size)
      expect(five).toEqual(views.slice(0, 5))
    },
  )

  it.each(VIEWS)('of the kind "%s" hold the views of every kind within', (views) => {
    const size = 24
    const [picture] = pictures
    const got = split(evaluationViews(picture!, size, views), size)
    expect(got).toHaveLength(VIEW_COUNT[views])
    for (const part of viewsWithin(views))
      expect(positionsOf(part, views).map((at) => got[at])).toEqual(split(evaluationViews(picture!, size, part), size))
    expect(got[positionsOf('single', views)[0]!]).toEqual(evaluationView(picture!, size))
  })
})
