/** Which pictures are called the same: copies are, whatever they were put through; others that only look alike to a coarse eye are not. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import { uniform } from '../../random'
import { GREY_SIDE, nearDuplicates, smallCopies } from './perceptual'
import { resize } from './resample'

async function seen(picture: Sharp) {
  const { data, info } = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  return smallCopies(
    resize({ width, height, channels: 3, data: new Uint8Array(data) }, { x: 0, y: 0, width, height }, GREY_SIDE, GREY_SIDE),
  )
}

const SIDE = 128
type Colour = readonly [number, number, number]
/** A picture of 128 x 128 by a function of its place. */
const picture = (at: (x: number, y: number) => Colour): Sharp =>
  sharp(
    Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => at(Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE))[i % 3]!),
    { raw: { width: SIDE, height: SIDE, channels: 3 } },
  )
/** Light and shade at several scales, 40 to 215 levels. */
const shade = (n: number, x: number, y: number): number =>
  40 + 175 * (0.7 * uniform(n, x >> 5, y >> 5) + 0.3 * uniform(n, 100 + (x >> 3), 100 + (y >> 3)))
const scene = (n: number, tint: Colour = [0, 0, 0]) => picture((x, y) => tint.map((by) => shade(n, x, y) + by) as unknown as Colour)
/** Night: nearly all of it is dark, and something lit stands somewhere. */
const night = (left: number, top: number) =>
  picture((x, y) => {
    const lit = x >= left && x < left + 20 && y >= top && y < top + 20
    const level = (lit ? 70 : 0) + x / 4 + y / 8
    return [level, level, level]
  })

const same = async (...pictures: Sharp[]): Promise<boolean> => {
  const pairs = await nearDuplicates(await Promise.all(pictures.map(seen)), () => Promise.resolve())
  return pairs.length > 0
}

test('copies are the same, re-compressed and resized', async () => {
  const jpeg = (n: number) => scene(n).jpeg({ quality: 95 }).toBuffer()
  for (const n of [1, 2, 3]) {
    const original = await jpeg(n)
    for (const copy of [
      sharp(original).jpeg({ quality: 25 }),
      sharp(original).webp({ quality: 40 }),
      sharp(original).resize(64, 64).jpeg({ quality: 80 }),
      sharp(original).resize(300, 200, { fit: 'fill' }).jpeg({ quality: 85 }),
    ])
      expect(await same(sharp(original), sharp(await copy.toBuffer()))).toBe(true)
  }
})

test('what differs in colour alone, or in one thing that is somewhere else in the dark, is not the same', async () => {
  // As light as each other: 0.30 R + 0.59 G + 0.11 B is the same.
  expect(await same(scene(4, [30, -15, 0]), scene(4, [-30, 15, 0]))).toBe(false)
  expect(await same(night(40, 50), night(52, 62))).toBe(false)
  expect(await same(scene(5), scene(6))).toBe(false)
})

const SHARED = new URL('../../../../shared/data/dogs-vs-cats/', import.meta.url).pathname

const known = existsSync(SHARED) ? ['dog.180 dog.74', '591 955', '224 267', '750 789'] : []

test(`among ${existsSync(SHARED) ? 'real photographs' : 'drawn scenes'} the pairs are those that are one picture twice`, {
  timeout: 120_000,
}, async () => {
  // Looked at: each of these is one photograph, twice byte for byte, twice re-compressed.
  const isKnown = (name: string) => known.some((pair) => pair.split(' ').some((one) => name.endsWith(`/${one}.jpg`)))
  const names = (known.length > 0 ? ['train', 'test1'] : []).flatMap((part) =>
    readdirSync(join(SHARED, part)).map((name) => `${part}/${name}`),
  )
  const some = names.filter((name, i) => i % 25 === 0 || isKnown(name))
  const pictures = []
  for (const name of some) pictures.push(await seen(sharp(join(SHARED, name))))
  if (some.length === 0) for (let n = 0; n < 40; n++) pictures.push(await seen(scene(20 + n)))
  const short = (i: number) => some[i]!.replace(/^.*\/|\.jpg$/g, '')
  const pairs = await nearDuplicates(pictures, () => Promise.resolve())
  expect(pairs.map(([a, b]) => [short(a), short(b)].sort().join(' ')).sort()).toEqual(
    known.map((pair) => pair.split(' ').sort().join(' ')).sort(),
  )
})
