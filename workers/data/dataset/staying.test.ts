/** Whatever a person changes: no other picture goes from training to validation or back, and undoing brings everything back. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capturedName } from '../../protocol/captured'
import type { DatasetEdit } from '../../protocol/dataset'
import type { DecodePool } from '../decode/pool'
import { openSource } from '../files/source'
import { DatasetCare } from '../health/care'
import { testStoreOfCare } from '../health/testing'
import { perceptualHash } from '../pixels/perceptual'
import type { AddedPicture } from './additions'
import { resplit } from './dataset'
import { index, item } from './testing'

const options = { seed: 1, valFraction: 0.2 }

/** 20 cats and 20 dogs, a class of two holds of the camera's button, and test pictures without a class. */
const FILES = [
  ...['cat', 'dog'].flatMap((pet) => Array.from({ length: 20 }, (_, i) => item(`pets/train/${pet}/${i}.jpg`))),
  ...Array.from({ length: 8 }, (_, i) => item(`pets/train/mug/${capturedName({ number: i, hold: i >> 2 })}`)),
  ...Array.from({ length: 9 }, (_, i) => item(`pets/test/${i}.jpg`)),
]
const opened = await index(FILES, options)
const careOf = (store = testStoreOfCare()) => DatasetCare.of(opened, options, store)
const idsIn = (care: DatasetCare, part: string) => care.dataset.samples.flatMap(({ id, path }) => (path.includes(part) ? [id] : []))
const sides = (care: DatasetCare) => care.dataset.samples.map(({ split }) => split)

const some = fc.uniqueArray(fc.nat({ max: FILES.length - 1 }), { minLength: 1, maxLength: 12 })
const names = fc.constantFrom('cat', 'dog', 'mug', 'fox', 'wolf')
const edits: fc.Arbitrary<DatasetEdit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('relabel' as const), ids: some, className: names }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave-out' as const), ids: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take-back' as const), ids: some }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('move' as const), ids: some, split: fc.constantFrom('train' as const, 'val' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-class' as const), from: names, to: names }) },
)

const picture = (n: number): AddedPicture => ({
  path: `more/${n}.jpg`,
  className: ['cat', 'dog', 'fox', null][n % 4]!,
  test: false,
  size: 1,
  sha256: `${n}`,
})

describe('where pictures stand', () => {
  test('any edits and additions in any order move no picture but those that they are of; taking them back brings all back', async () => {
    const steps = fc.array(fc.oneof({ weight: 5, arbitrary: edits }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const care = await careOf()
        const before = [care.dataset]
        let added = 0
        for (const step of all) {
          const was = sides(care)
          try {
            if (typeof step === 'number') {
              const pictures = Array.from({ length: step }, () => picture(added++))
              await care.add(
                pictures,
                null,
                pictures.map(({ path }) => ({ kind: 'part', blob: new Blob([path]), offset: 0, size: 1 })),
              )
            } else await care.edit(step)
          } catch {
            continue // refused, as where one class is left: nothing has changed
          }
          before.push(care.dataset)
          const own = new Set(typeof step === 'object' && 'ids' in step ? step.ids : [])
          was.forEach((side, id) => {
            const { split, path, leftOut } = care.dataset.samples[id]!
            if (!own.has(id)) expect(`${path} ${split}`).toBe(`${path} ${side}`)
            expect(leftOut || split === side || own.has(id)).toBe(true)
          })
        }
        for (const then of before.toReversed()) {
          expect(care.dataset.samples.map(({ path, split, label }) => [path, split, label])).toEqual(
            then.samples.map(({ path, split, label }) => [path, split, label]),
          )
          await care.edit({ kind: 'undo' })
        }
      }),
      { numRuns: 40 },
    )
  })

  test('a held-out picture that gets another class is held out in that; a new class has its share held out, as it comes, whatever the seed', async () => {
    const care = await careOf()
    const held = idsIn(care, '/cat/').filter((id) => care.dataset.samples[id]!.split === 'val')
    await care.edit({ kind: 'relabel', ids: held, className: 'dog' })
    expect(care.summary.classes.map(({ name, counts: { train, val } }) => [name, train, val])).toEqual([
      ['cat', 16, 0],
      ['dog', 16, 8],
      ['mug', 4, 4],
    ])
    const foxes = idsIn(care, '/cat/').filter((id) => !held.includes(id))
    for (const id of foxes.slice(0, 10)) await care.edit({ kind: 'relabel', ids: [id], className: 'fox' })
    for (const seed of [1, 2, 3]) {
      const { samples, classes } = resplit(care.dataset, seed, 0.2, 0)
      const fox = samples.filter(({ label }) => classes[label] === 'fox')
      expect(fox.filter(({ split }) => split === 'val').length).toBe(2)
    }
  })

  test('pictures without a class, labelled by hand one after another, take their share of validation and keep it over visits', async () => {
    const store = testStoreOfCare()
    const care = await careOf(store)
    const tests = idsIn(care, '/test/')
    for (const id of tests) {
      const was = sides(care)
      await care.edit({ kind: 'relabel', ids: [id], className: 'cat' })
      was.forEach((side, at) => {
        if (at !== id) expect(care.dataset.samples[at]!.split).toBe(side)
      })
    }
    expect(tests.filter((id) => care.dataset.samples[id]!.split === 'val').length).toBe(2)
    await care.edit({ kind: 'relabel', ids: [tests[0]!], className: 'dog' })
    expect(sides(await careOf(store))).toEqual(sides(care))
  })

  test('a hold of the camera’s button stays together, whatever class some of it gets', async () => {
    const care = await careOf()
    const [one = -1, ...others] = idsIn(care, 'hold-0')
    for (const className of ['cat', 'fox', 'dog']) {
      await care.edit({ kind: 'relabel', ids: [one], className })
      for (const id of others) expect(care.dataset.samples[id]!.split).toBe(care.dataset.samples[one]!.split)
    }
  })

  test('the health check moves nothing but what it brings together, and says how many', async () => {
    const care = await careOf()
    const was = sides(care)
    const ids = idsIn(care, '/cat/')
    const learns = ids.filter((id) => was[id] === 'train')
    const held = ids.filter((id) => was[id] === 'val')
    const pairs = [learns[0], held[0], learns[3], held[1], learns[5], learns[6]].map((id) => care.dataset.samples[id!]!.source)
    const pool: Pick<DecodePool, 'inspect'> = {
      async inspect(source) {
        const at = pairs.indexOf(source)
        const look = at < 0 ? await (await openSource(source)).text() : `pair ${at >> 1}`
        const bytes = (part: number) => createHash('sha256').update(`${look}${part}`).digest()
        const grey = Uint8Array.from(Buffer.concat(Array.from({ length: 32 }, (_, part) => bytes(part))))
        return {
          ok: true,
          sha256: bytes(0).toString('hex'),
          width: 99,
          height: 99,
          hash: perceptualHash(grey),
          grey,
          colours: grey.slice(0, 768),
        }
      },
    }
    const { brought } = await care.check(pool, () => undefined, new AbortController().signal)
    const now = sides(care)
    const moved = was.flatMap((side, id) => (now[id] !== side ? [id] : []))
    expect(moved.length).toBe(2)
    expect(brought).toBe(2)
    for (let pair = 0; pair < 3; pair++) {
      const [a, b] = [pairs[2 * pair], pairs[2 * pair + 1]].map((source) => care.dataset.samples.findIndex((one) => one.source === source))
      expect(now[a!]).toBe(now[b!])
    }
    expect(idsIn(care, '/cat/').some((id) => now[id] === 'val')).toBe(true)
  })
})
