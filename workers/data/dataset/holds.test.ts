import { expect, test } from 'vitest'
import { capturedName, readCapturedName } from '../../protocol/captured'
import { DatasetCare } from '../health/care'
import { perceptualHash } from '../pixels/perceptual'
import { type Dataset, idsOf, resplit } from './dataset'
import { holdGroups, holdOf } from './holds'
import { index, item } from './testing'

/** Captured pictures of a class, one hold after another. */
function held(name: string, holds: readonly number[]): string[] {
  let number = 0
  return holds.flatMap((count, i) =>
    Array.from({ length: count }, () => `captures/${name}/${capturedName({ number: ++number, hold: i + 1 })}`),
  )
}
const indexed = (paths: readonly string[], seed = 1) =>
  index(
    paths.map((path) => item(path)),
    { seed, readAs: { layout: 'class-folders' } },
  )
/** For each hold the splits that its pictures are in. */
function splitsOf({ samples }: Dataset): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { path, split } of samples) found.set(holdOf(path)!, (found.get(holdOf(path)!) ?? new Set()).add(split))
  return found
}
const SEEDS = Array.from({ length: 40 }, (_, i) => i)

test('names tell number and hold, sort in the order of capture, and are taken for no class', () => {
  expect(capturedName({ number: 12, hold: 3 })).toBe('00012.hold-3.jpg')
  expect(readCapturedName('00012.hold-3.jpg')).toEqual({ number: 12, hold: 3 })
  for (const other of ['12.jpg', 'cat.12.jpg', 'hold-3.jpg', '1.hold-3.png', 'x00012.hold-3.jpg'])
    expect(readCapturedName(other)).toBeNull()
  expect(holdOf('a/b/00012.hold-3.jpg')).toBe('a/b/3')
  expect(Array.from(holdGroups(['a/1.hold-1.jpg', 'a/2.hold-1.jpg', 'b/3.hold-1.jpg', 'a/x.jpg', 'a/4.hold-1.jpg']))).toEqual([
    0, 0, 2, 3, 0,
  ])
})

test('a hold is never on both sides of the split, whatever the seed, and every class has both', async () => {
  const paths = [...held('mug', [12, 30, 9, 22]), ...held('hand', [25, 25]), ...held('nothing', [3, 80, 60])]
  const base = await indexed(paths)
  expect(base.alternatives, 'no other reading makes sense of the names').toEqual([])
  for (const seed of SEEDS) {
    const dataset = resplit(base, seed, 0.2, 0)
    for (const [hold, splits] of splitsOf(dataset)) expect(splits.size, `${hold}, seed ${seed}`).toBe(1)
    for (const label of [0, 1, 2]) {
      const of = (split: string) => dataset.samples.filter((s) => s.label === label && s.split === split).length
      expect(of('val')).toBeGreaterThan(0)
      expect(of('val')).toBeLessThanOrEqual(of('train'))
    }
  }
})

test('a class of one hold only is cut where it ends', async () => {
  const dataset = await indexed([...held('mug', [20]), ...held('hand', [10, 10])])
  const mug = dataset.samples.filter((s) => s.path.includes('/mug/'))
  expect(mug.map((s) => s.split)).toEqual([...new Array<string>(16).fill('train'), ...new Array<string>(4).fill('val')])
})

test('pictures that were not captured are dealt as ever: a fifth of each class', async () => {
  const base = await indexed(['a', 'b'].flatMap((name) => Array.from({ length: 31 }, (_, i) => `${name}/${i}.jpg`)))
  for (const seed of SEEDS) expect(idsOf(resplit(base, seed, 0.2, 0), 'val').length).toBe(12)
})

test('the health check reports no likeness within a hold, but does between holds, and keeps both together', async () => {
  const base = await indexed([...held('mug', [10, 5, 4]), ...held('hand', [8, 8])])
  const options = { seed: 1, valFraction: 0.2 }
  const care = await DatasetCare.of(base, options, { read: () => Promise.resolve(undefined), update: () => Promise.resolve() })
  const places = new Map(base.samples.map((s) => [s.source, s.path]))
  const looks = new Map<string, number>()
  const inspect = (source: (typeof base.samples)[number]['source']) => {
    const path = places.get(source)!
    // Each hold shows one thing; the mug's last hold shows the same as its second.
    const hold = holdOf(path)!.replace('mug/3', 'mug/2')
    if (!looks.has(hold)) looks.set(hold, looks.size + 1)
    const grey = Uint8Array.from({ length: 1024 }, (_, i) => (Math.imul(i + 1, 2654435761 * looks.get(hold)!) >>> 24) & 255)
    return Promise.resolve({
      ok: true,
      sha256: path,
      width: 320,
      height: 320,
      hash: perceptualHash(grey),
      grey,
      colours: grey.slice(0, 768),
    } as const)
  }
  const { findings } = await care.check({ inspect }, () => undefined, new AbortController().signal)
  expect(findings.map((f) => new Set(f.ids.map((id) => holdOf(base.samples[id]!.path))))).toEqual([
    new Set(['captures/mug/2', 'captures/mug/3']),
  ])
  const splits = splitsOf(care.dataset)
  for (const of of splits.values()) expect(of.size).toBe(1)
  expect(splits.get('captures/mug/2')).toEqual(splits.get('captures/mug/3'))
})
