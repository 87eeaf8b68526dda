/** Pictures that look odd, and classes that a number alone tells apart: what is planted is found, and ordinary pictures raise no alarm. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import type { HealthNote } from '../../protocol/dataset'
import { uniform } from '../../random'
import type { Sample } from '../dataset/dataset'
import type { Inspected } from '../decode/decode.messages'
import { GREY_SIDE, smallCopies } from '../pixels/perceptual'
import { resize } from '../pixels/resample'
import { sharpnessOf } from '../pixels/sharpness'
import { oddLooks } from './looks'
import { figuresOf, shortcutsOf } from './shortcut'

/** As a decode worker sees a picture, with sharp as the decoder. */
async function inspected(picture: Sharp): Promise<Inspected> {
  const { data, info } = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const raster = { width: info.width, height: info.height, channels: 3 as const, data: new Uint8Array(data) }
  const rgb = resize(raster, { x: 0, y: 0, width: info.width, height: info.height }, GREY_SIDE, GREY_SIDE)
  const { width, height } = raster
  return {
    ok: true,
    sha256: '',
    width,
    height,
    ...smallCopies(rgb),
    sharpness: sharpnessOf(raster),
    bytes: 1000,
    kind: 'jpeg',
  }
}

/** Noise at several scales, as photographs have it. */
function drawn(n: number, width = 300, height = 200): Sharp {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    const at = (size: number) => uniform(n, size, Math.floor(x / size), Math.floor(y / size))
    return Math.floor(255 * (0.5 * at(64) + 0.3 * at(16) + 0.2 * at(2)))
  })
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

const SHARED = new URL('../../../../shared/data/dogs-vs-cats/train/', import.meta.url).pathname
const real = existsSync(SHARED)
const ordinary = (): Sharp[] =>
  real
    ? readdirSync(SHARED)
        .filter((_, i) => i % 25 === 0)
        .map((name) => sharp(join(SHARED, name)))
    : Array.from({ length: 80 }, (_, n) => drawn(n))

test(`of ${real ? 'real photographs' : 'drawn pictures'} none is odd; a dark, a light, a blurred, an empty and a huge narrow one are`, {
  timeout: 120_000,
}, async () => {
  const pictures = await Promise.all(ordinary().map(inspected))
  expect(oddLooks(pictures)).toEqual([])
  const from = () => (real ? sharp(join(SHARED, 'cat.0.jpg')) : drawn(3))
  const planted: [Sharp, HealthNote][] = [
    [from().linear(0.15, 0), 'dark'],
    [from().linear(0.15, 215), 'light'],
    [from().resize(256).blur(6), 'blurred'],
    [sharp({ create: { width: 300, height: 200, channels: 3, background: '#778899' } }), 'one-colour'],
    [from().resize(1600, 160, { fit: 'fill' }), 'odd-size'],
  ]
  const found = oddLooks([...pictures, ...(await Promise.all(planted.map(([picture]) => inspected(picture))))])
  expect(found.map(({ id, problem }) => [id - pictures.length, problem])).toEqual(planted.map(([, problem], i) => [i, problem]))
})

test('where many pictures are soft or dark, that is how they are, and nobody is told', async () => {
  const dark = await inspected(drawn(1).linear(0.15, 0))
  const light = await inspected(drawn(2))
  const some = (n: number) => [...Array.from({ length: 100 - n }, () => light), ...Array.from({ length: n }, () => dark)]
  expect(oddLooks(some(5))).toHaveLength(5)
  expect(oddLooks(some(30))).toEqual([])
})

/** Fewer than there are: their mean and deviation are all that counts here. */
const GREY = new Uint8Array(16).fill(100)
/** Pictures of `perClass` of each class, all alike but for what `change` says. */
function dataset(perClass: number, classes: number, change: (label: number, n: number) => Partial<Inspected>) {
  const inspections = Array.from({ length: perClass * classes }, (_, i): Inspected => {
    const grey = new Uint8Array(16).fill(100 - Math.floor(30 * uniform(8, i))).map((level, at) => level + at)
    const side = Math.floor(200 + 200 * uniform(7, i))
    const bytes = Math.floor(20_000 + 9000 * uniform(6, i))
    const plain: Inspected = {
      ok: true,
      sha256: '',
      width: side,
      height: Math.floor(200 + 200 * uniform(5, i)),
      hash: [0, 0],
      grey,
      colours: grey,
      bytes,
      kind: 'jpeg',
    }
    return { ...plain, ...change(i % classes, i) }
  })
  const samples = inspections.map(
    (_, id): Sample => ({
      ...{ id, path: `${id}`, label: id % classes, split: 'train', given: null, group: id, leftOut: false, used: true },
      source: { kind: 'part', blob: new Blob(), offset: 0, size: 0 },
    }),
  )
  return shortcutsOf(figuresOf(inspections), samples, classes).map(({ by }) => by)
}

test.each([2, 5])('a class that is lighter, larger, or of another kind of file is told, of %i classes', (classes) => {
  expect(dataset(60, classes, () => ({}))).toEqual([])
  expect(
    dataset(60, classes, (label, n) => ({ grey: GREY.map(() => 30 + Math.floor((180 / classes) * (label + 0.7 * uniform(1, n)))) })),
  ).toContain('brightness')
  expect(dataset(60, classes, (label) => ({ width: 100 + 100 * label, height: 100 + 100 * label }))).toContain('size')
  expect(dataset(60, classes, (label, n) => ({ bytes: Math.floor(1000 * 3 ** label * (1 + uniform(2, n))) }))).toContain('file-size')
  if (classes === 2) expect(dataset(60, 2, (label, n) => ({ kind: label === 1 && n % 10 !== 1 ? 'png' : 'jpeg' }))).toEqual(['file-type'])
})

test('luck is no shortcut: of 80 datasets without one none is told, and of few pictures nothing is said', () => {
  const told = Array.from({ length: 80 }, (_, seed) =>
    dataset(20 + (seed % 40), 2 + (seed % 6), (_, n) => ({
      bytes: Math.floor(20_000 * (1 + uniform(seed, 1, n))),
      width: Math.floor(200 + 200 * uniform(seed, 2, n)),
    })),
  )
  expect(told.flat()).toEqual([])
  expect(dataset(10, 2, (label) => ({ kind: label ? 'png' : 'jpeg' }))).toEqual([])
})
