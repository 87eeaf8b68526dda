import { expect, test } from 'vitest'
import { evaluationView } from '../data/pixels/resample'
import { viewedPart } from './viewed'

type Viewed = ReturnType<typeof viewedPart>

/** A picture of `inside` within a part and `outside` round it. */
function framed(width: number, height: number, part: Viewed, inside: number, outside: number) {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isIn = x + 0.5 > part.x && x + 0.5 < part.x + part.width && y + 0.5 > part.y && y + 0.5 < part.y + part.height
      data.fill(isIn ? inside : outside, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  return { width, height, data, channels: 4 as const, opaque: true }
}

/** Grown, or shrunk, by a share of itself on each side. */
const grown = ({ x, y, width, height }: Viewed, by: number): Viewed => ({
  x: x - by * width,
  y: y - by * height,
  width: width * (1 + 2 * by),
  height: height * (1 + 2 * by),
})

const SHAPES = [
  [640, 480, 224],
  [480, 640, 224],
  [640, 360, 96],
  [1920, 1080, 160],
  [333, 1000, 64],
  [500, 500, 224],
  [97, 61, 32],
  [40, 50, 224],
] as const

test.each(SHAPES)('of %i x %i pixels at %i px it is the very part that preprocessing cuts out', (width, height, imageSize) => {
  const part = viewedPart(width, height, imageSize)
  // An antialiased resize mixes what lies within its own pixel and the next; an enlarging one within the picture's.
  const margin = 1.5 * Math.max(1 / imageSize, 1 / part.width)
  const seen = (grow: number) => evaluationView(framed(width, height, grown(part, grow), 255, 0), imageSize)
  expect(
    seen(margin).every((value) => value === 255),
    'nothing from outside is in it',
  ).toBe(true)
  const less = seen(-margin)
  const at = (x: number, y: number) => less[(y * imageSize + x) * 3]
  const last = imageSize - 1
  const middle = imageSize >> 1
  // What lies at each edge of the part is at that edge of what the network gets.
  expect([at(middle, 0), at(middle, last), at(0, middle), at(last, middle)].every((value) => value! < 255)).toBe(true)
  expect(at(middle, middle)).toBe(255)
})

test('a webcam frame is cut at the sides more than above and below', () => {
  expect(viewedPart(640, 480, 224)).toEqual({ x: expect.closeTo(108.86, 2), y: 30, width: expect.closeTo(420.41, 2), height: 420 })
})
