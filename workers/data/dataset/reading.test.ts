/** How a person wants pictures read, whatever the evidence says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { datasetOf, splitOf } from '../../trainer/runs/recorded'
import { DatasetCare } from '../health/care'
import { testStoreOfCare } from '../health/testing'
import { expand } from '../layouts/fixtures/expand'
import { resplit } from './dataset'
import { summarize } from './summary'
import { index, item, jpegLike } from './testing'

const items = (...patterns: string[]) => patterns.flatMap(expand).map((path) => item(path))
const names = ({ classes }: { classes: readonly { name: string }[] }) => classes.map(({ name }) => name)
const failure = async (promise: Promise<unknown>) =>
  problemOf(
    await promise.then(
      () => 'opened',
      (error: unknown) => error,
    ),
  )

test('a reading by which nothing can be held out gives way to the next, also where it was asked for', async () => {
  // Each innermost folder holds one picture: by those no class could be held out.
  const files = () =>
    items('{cat,dog}/{a,b,c,d}{1..2}/x.jpg').map((one, i) =>
      one.kind === 'file' ? { ...one, path: one.path.replace(/(.)\/x/, `$1-${i}/x`) } : one,
    )
  const read = summarize(await index(files(), { readAs: { layout: 'inner-folders' } }))
  expect(read.layout).toBe('class-folders')
  expect(names(read)).toEqual(['cat', 'dog'])
})

test('what cannot be opened says how else it could be read, and is', async () => {
  const files = () => items('{train,test}/{1..4}.jpg')
  const problem = await failure(index(files()))
  expect(problem).toMatchObject({ code: 'one-class', values: { readings: ['class-folders', 'single-folder'] } })
  expect(names(summarize(await index(files(), { readAs: { layout: 'class-folders' } })))).toEqual(['test', 'train'])
  const none = summarize(await index(files(), { readAs: { layout: 'single-folder' } }))
  expect(none).toMatchObject({ layout: 'single-folder', unlabelled: 8, classes: [] })
  // And back again.
  const cats = await index(items('{cat,dog}/{1..4}.jpg'), { readAs: { layout: 'single-folder' } })
  expect(cats.alternatives).toEqual(['class-folders'])
})

test('masks that are the only other folder can be taken', async () => {
  const files = () => items('{images,masks}/{1..4}.png')
  expect(await failure(index(files()))).toMatchObject({ code: 'one-class', values: { leftOut: 4 } })
  expect(names(summarize(await index(files(), { readAs: { takeAll: true } })))).toEqual(['images', 'masks'])
  const inside = summarize(await index(items('{cat,dog}/{images,masks}/{1..4}.png'), { readAs: { takeAll: true } }))
  expect(names(inside), 'taken, they do not become the classes').toEqual(['cat', 'dog'])
  expect(inside.counts).toMatchObject({ train: 12, val: 4 })
})

/** A download that holds itself once more in a folder beside: without the copy all pictures share one folder more. */
const twice = () => expand('{first,second}/{cat,dog}/{1..6}.jpg').map((path) => item(path, jpegLike(path.slice(path.indexOf('/')))))

test('what is left out can be taken, the fingerprint and the pictures’ own names staying as they are', async () => {
  const [less, all] = [await index(twice()), await index(twice(), { readAs: { takeAll: true } })]
  expect(summarize(less)).toMatchObject({ skipped: { counts: { copy: 12 } } })
  expect(summarize(all)).toMatchObject({ counts: { train: 20, val: 4 }, skipped: { counts: {} } })
  expect(all.fingerprint).toBe(less.fingerprint)
  // A run from before copies were left out, and one from after it, both find their pictures where all are taken.
  for (const learnt of [less, all]) {
    const record = { name: 'run 1', classes: learnt.classes, dataset: { fingerprint: learnt.fingerprint, name: 'x' }, ...splitOf(learnt) }
    expect(datasetOf(record, all).samples.filter(({ used }) => used)).toHaveLength(learnt.samples.length)
  }
  const late = { name: 'run 1', classes: less.classes, dataset: { fingerprint: less.fingerprint, name: 'x' }, ...splitOf(less) }
  expect(datasetOf(late, less).samples.filter(({ used }) => used)).toHaveLength(12)
  // Edits of one hold for the other.
  const store = testStoreOfCare()
  const care = await DatasetCare.of(less, { seed: 1, valFraction: 0.2 }, store)
  await care.edit({ kind: 'leave-out', ids: [0] })
  const again = await DatasetCare.of(all, { seed: 1, valFraction: 0.2 }, store)
  expect(again.dataset.samples.filter(({ leftOut }) => leftOut).map(({ path }) => path)).toEqual([less.samples[0]!.path])
})

const films = () => items('{walk,run}/clip{1..6}_frame_{01..09}.jpg')

test('films are found and told with what they would change, and stay on one side of the split once they shall', async () => {
  const apart = summarize(await index(films()))
  expect(apart.groups).toMatchObject({ kind: 'films', groups: 12, pictures: 108, example: 'clip1' })
  expect(apart.groups!.apart).toBeGreaterThan(10)
  expect(summarize(await index(films(), { readAs: { groups: true } })).groups).toMatchObject({ apart: 0 })
})

test('groups never straddle the split, whatever the seed, the share, and what the health check found the same', async () => {
  const film = fc.record({ label: fc.constantFrom('walk', 'run', 'sit'), frames: fc.integer({ min: 1, max: 9 }) })
  const listing = fc.array(film, { minLength: 9, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(
      listing,
      fc.nat(1000),
      fc.constantFrom(0.1, 0.2, 0.5),
      fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 4 }),
      async (all, seed, valFraction, same) => {
        // Two films a class at least: a class that is one film has to be cut.
        const listed = [...['walk', 'run', 'sit'].flatMap((label) => [1, 2].map(() => ({ label, frames: 5 }))), ...all]
        const paths = listed.flatMap(({ label, frames }, film) =>
          Array.from({ length: frames }, (_, i) => `${label}/film${film}_frame_${i}.jpg`),
        )
        const base = await index(
          paths.map((path) => item(path)),
          { seed, valFraction, readAs: { groups: true } },
        )
        const equal = Uint32Array.from(base.samples, (_, i) => i)
        const pairs = same.map(([a, b]) => [a % base.samples.length, b % base.samples.length] as const)
        for (const [a, b] of pairs) if (base.samples[a]!.label === base.samples[b]!.label) equal[Math.max(a, b)] = Math.min(a, b)
        const health = { checked: base.samples.length, milliseconds: 0, bad: [], same: [], groups: equal }
        const store = {
          read: () =>
            Promise.resolve({
              edits: { leftOut: [], labels: {}, splits: {}, names: {}, marked: [], classes: [], confirmed: [], entries: [] },
              health,
            }),
          update: () => Promise.resolve(),
        }
        const care = await DatasetCare.of(base, { seed, valFraction }, store)
        // The check may say that all films of a class are one: then it is cut.
        const classes = new Map<number, Set<number>>()
        for (const { label, group } of care.dataset.samples) classes.set(label, (classes.get(label) ?? new Set()).add(group))
        fc.pre([...classes.values()].every((groups) => groups.size > 1))
        expect(summarize(care.dataset).groups).toMatchObject({ apart: 0 })
        expect(summarize(resplit(care.dataset, seed + 1, valFraction, 20)).groups).toMatchObject({ apart: 0 })
      },
    ),
    { numRuns: 200, seed: 3 },
  )
})

test('the folders’ split is kept or set aside; straddling groups are said', async () => {
  const files = () =>
    items('train/{walk,run}/clip{1..6}_frame_{1..8}.jpg', 'val/{walk,run}/clip1_frame_9.jpg', 'test/{walk,run}/clip{7..8}_frame_1.jpg')
  const given = summarize(await index(files(), { readAs: { groups: true } }))
  expect(given).toMatchObject({ splitFrom: 'folders', counts: { train: 96, val: 2, test: 4 }, groups: { apart: 2 } })
  const anew = summarize(await index(files(), { readAs: { groups: true, splitAnew: true } }))
  expect(anew).toMatchObject({ splitFrom: 'seed', counts: { test: 4 }, groups: { apart: 0 } })
  expect(anew.counts.val).toBeGreaterThan(10)
})

test('a pattern gives the classes, with the folders’ splits', async () => {
  const files = () => items('train/{001..004}_{cat,dog}.jpg', 'test/00{5..6}_{cat,dog}.jpg', 'train/odd.jpg')
  const read = summarize(await index(files(), { readAs: { pattern: '{n}_{label}' } }))
  expect(read).toMatchObject({ layout: 'name-pattern', counts: { test: 4 }, unlabelled: 1, readAs: { pattern: '{n}_{label}' } })
  expect(names(read)).toEqual(['cat', 'dog'])
  expect(await failure(index(files(), { readAs: { pattern: '(' } }))).toMatchObject({ code: 'bad-pattern' })
})

test('classes may be called as every object’s properties are', async () => {
  const odd = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']
  const base = await index(odd.flatMap((name) => items(`x/${name}/{1..6}.jpg`)))
  expect(base.classes).toEqual(odd)
  const store = { read: () => Promise.resolve(undefined), update: () => Promise.resolve() }
  const care = await DatasetCare.of(base, { seed: 1, valFraction: 0.2 }, store)
  await care.edit({ kind: 'leave-out', ids: [0] })
  expect(care.dataset.classes).toEqual(odd)
  await care.edit({ kind: 'rename-class', from: 'constructor', to: '__proto__' })
  expect(care.dataset.classes).toEqual(odd.filter((name) => name !== 'constructor'))
  await care.edit({ kind: 'relabel', ids: [1], className: 'constructor' })
  expect(care.changes).toMatchObject({ relabelled: 1, renamedClasses: 1 })
  await care.edit({ kind: 'rename-class', from: '__proto__', to: 'plain' })
  expect(names(summarize(care.dataset))).toEqual(['constructor', 'hasOwnProperty', 'plain', 'toString', 'valueOf'])
})
