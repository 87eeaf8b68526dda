import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Problem, problemOf } from '../../protocol/problem'
import { openSource } from '../files/source'
import { idsOf } from './dataset'
import { summarize } from './summary'
import { index, item, jpegLike, zipOf } from './testing'

/** Names as people, cameras and other tongues make them; never a separator, never litter. */
const plain = fc.constantFrom(
  'a',
  'IMG_0001',
  'cat.1',
  '猫',
  '🐶🐱',
  'été',
  'e\u0301te\u0301',
  'кот',
  'حصان',
  'x'.repeat(120),
  '100%',
  "it's",
  'a b',
  '-',
  '~1',
  '#?&',
  'train',
  'test',
  'val',
)
const name = fc.oneof(
  plain,
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((s) => `n${s.replace(/[/\\\0]/g, '_')}`),
)
const folders = fc.array(name, { maxLength: 6 })
const extension = fc.constantFrom('.jpg', '.JPG', '.jpeg', '.png', '.webp', '.gif', '.jfif')
const good = fc.tuple(folders, name, extension).map(([above, own, ext]) => [...above, own + ext].join('/'))
/** Whatever else lies about. */
const litter = fc.constantFrom(
  '__MACOSX/._a.jpg',
  '.DS_Store',
  'a/Thumbs.db',
  'notes.txt',
  '../../etc/passwd.jpg',
  '/abs.jpg',
  'C:\\x.jpg',
  'a/.hidden/1.jpg',
  'noextension',
  'dir/',
)
const content = fc.constantFrom('good', 'text', 'empty')
const bytesOf = (kind: string, path: string) =>
  kind === 'good' ? jpegLike(path) : kind === 'text' ? new TextEncoder().encode('no picture at all, only words') : new Uint8Array(0)

/** Two classes that are always there, so that the index has something to hold on to. */
const anchors = ['anchor/cat/1.jpg', 'anchor/cat/2.jpg', 'anchor/dog/1.jpg', 'anchor/dog/2.jpg'] as const
const asked = { readAs: { layout: 'class-folders' } } as const

test('any mixture of folders: no crash, no good picture lost, every file accounted for', async () => {
  const file = fc.tuple(fc.oneof({ weight: 4, arbitrary: good }, litter), content)
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 30 }), async (files) => {
      const paths = [...anchors.map((p) => [p, 'good'] as const), ...files]
      const dataset = await index(
        paths.map(([path, kind]) => item(path, bytesOf(kind, path))),
        asked,
      )
      const isGood = ([path, kind]: readonly [string, string]) =>
        kind === 'good' &&
        (/\.(jpe?g|png|webp|gif|jfif)$/i.test(path) || path === 'noextension' || path === 'dir/') &&
        !path.split(/[/\\]/).some((s) => s.startsWith('.') || s === '__MACOSX')
      expect(dataset.samples).toHaveLength(paths.filter(isGood).length)
      expect(dataset.samples.length + dataset.skipped.length).toBe(paths.length)
      expect(new Set(dataset.samples.map((s) => s.path)).size).toBe(dataset.samples.length)
      const { counts, unlabelled } = summarize(dataset)
      expect(counts.train + counts.val + counts.test + unlabelled).toBe(dataset.samples.length)
      expect(idsOf(dataset, 'val').length).toBeGreaterThan(0)
    }),
    { numRuns: 1000 },
  )
})

/** Stored or deflated, names marked as UTF-8 or not (as Windows packs them), alone or in one or two zips more. */
const packing = fc.record({ level: fc.constantFrom(0, 6), useUnicodeFileNames: fc.boolean(), wraps: fc.nat(2) })

test('any mixture, read by whatever layout fits: no good picture lost, or no two classes to be seen', async () => {
  const refusals = ['one-class', 'too-many-classes', 'class-too-small']
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(good, { maxLength: 30 }), async (names) => {
      const paths = [...anchors, ...names].filter((path) => !path.split('/').some((s) => s.startsWith('.')))
      try {
        const dataset = await index(paths.map((path) => item(path)))
        seen.add(dataset.layout)
        expect(dataset.samples).toHaveLength(paths.length)
        const { counts, unlabelled } = summarize(dataset)
        expect(counts.train + counts.val + counts.test + unlabelled).toBe(paths.length)
        for (const { label, split } of dataset.samples) expect(label >= 0 || split === 'test').toBe(true)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        expect(refusals).toContain(error.code)
        seen.add(error.code)
      }
    }),
    { numRuns: 1000 },
  )
  // Not one reading of everything.
  expect(seen.size).toBeGreaterThan(1)
})

test('any zip, whole: every good entry is listed and opens to its own bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(good, { maxLength: 5 }), packing, async (names, { wraps, ...options }) => {
      const paths = [...new Set([...anchors, ...names])]
      let zip = await zipOf(
        paths.map((p) => [p, jpegLike(p)]),
        options,
      )
      for (let i = 0; i < wraps; i++) zip = await zipOf([[`inner ${i}.zip`, zip]], options)
      const dataset = await index([item('z.zip', zip)], asked).catch((error: unknown) => {
        // Folders of one picture each leave none to hold out: refused, rightly, before anything can be opened.
        fc.pre(problemOf(error).code !== 'class-too-small')
        throw error
      })
      expect(dataset.samples).toHaveLength(paths.length)
      const opened = await Promise.all(dataset.samples.map(async ({ source }) => (await openSource(source)).text()))
      expect(opened.sort()).toEqual((await Promise.all(paths.map((p) => new Blob([jpegLike(p)]).text()))).sort())
    }),
    { numRuns: 1000 },
  )
}, 120_000)

test('any zip, cut or scratched: pictures or a problem that names it, never a crash, and what lies beside it is not lost', async () => {
  const whole = await zipOf(anchors.map((p) => [p, jpegLike(p)]))
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length),
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
      async (cut, scratches) => {
        const bytes = whole.slice(0, cut)
        for (const [at, value] of scratches) if (at < bytes.length) bytes[at] = value
        try {
          const dataset = await index([item('z.zip', bytes), ...anchors.map((p) => item(`other/${p}`))])
          const found = new Set(dataset.samples.map((s) => s.path))
          expect(anchors.filter((p) => !found.has(`other/${p}`))).toEqual([])
          await Promise.allSettled(dataset.samples.map((s) => openSource(s.source)))
        } catch (error) {
          // A reading by which there are too few or too many classes: that may be, but the zip may not be why nothing was found.
          expect(error).toMatchObject({ name: 'Problem' })
          expect(['zip-unreadable', 'zip-encrypted', 'no-pictures']).not.toContain(problemOf(error).code)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
