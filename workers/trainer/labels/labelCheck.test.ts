import { expect, test } from 'vitest'
import type { Dataset, Sample } from '../../data/dataset/dataset'
import { type LabelProgress, Problem } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { FeatureSet } from '../features/features'
import type { TrainedModel } from '../model/model'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { LabelCheck } from './labelCheck'

const COUNT = 60
const paths = Array.from({ length: COUNT }, (_, i) => `${i}.jpg`)
const MODEL = trainedModel({ train: paths.slice(0, 50), val: paths.slice(50) })
const PICTURES = openPictures(MODEL)
/** Labelled wrong, and one that cannot be read. */
const [WRONG, BROKEN] = [7, 20]

/** Pictures of two kinds, by turns, whose one byte is their id; the desk counts what goes through the network. */
function setup(changes: Partial<Record<number, Partial<Sample>>> = {}, kept = new Map<string, FeatureSet>()) {
  const samples = PICTURES.samples.map((sample) => ({
    ...sample,
    label: sample.id === WRONG ? 1 - (sample.id % 2) : sample.id % 2,
    ...changes[sample.id],
  }))
  const dataset: Dataset = { ...PICTURES, samples }
  const seen = { looked: 0, model: MODEL as TrainedModel | null }
  const { featureWidth } = MODEL.spec
  const replaced = new AbortController()
  const pool = {
    async pixels(source: Sample['source']) {
      const id = Number.parseInt((source as { file: File }).file.name, 10)
      if (id === BROKEN) throw Object.assign(new Error('not a picture'), { name: 'DecodeError' })
      return new Uint8Array(MODEL.config.imageSize ** 2 * 3).fill(id)
    },
  }
  const current = {
    pictures: { dataset, replaced: replaced.signal, usingPool: (work: (with_: typeof pool) => unknown) => work(pool) },
    get free() {
      if (!seen.model) throw new Problem('busy', {})
      return seen.model
    },
    predictor: {
      backend: async () => 'wasm',
      async features(_: unknown, pixels: Uint8Array, n: number) {
        seen.looked += n
        const each = pixels.length / n
        return Float32Array.from({ length: n * featureWidth }, (_, at) => {
          const [id, k] = [pixels[Math.floor(at / featureWidth) * each]!, at % featureWidth]
          return (id % 2 === k % 2 ? 3 : 0) + Math.abs(Math.sin(id * 12.9 + k * 78.2))
        })
      },
    },
  }
  const store = {
    read: async (key: string) => structuredClone(kept.get(key) ?? null),
    write: async (key: string, set: FeatureSet) => void kept.set(key, structuredClone(set)),
  }
  return { check: new LabelCheck(current as unknown as CurrentModel, store), seen, kept, replaced, dataset }
}
const ignore = () => {}

test('finds a wrong label among training pictures, with the class that it should have and those that are like it', async () => {
  const { check, seen } = setup()
  const told: LabelProgress[] = []
  const report = await check.look((progress) => told.push(progress))
  expect(report).toMatchObject({ checked: COUNT - 1, unreadable: 1, learnt: false, classes: ['cat', 'dog'] })
  expect(report.suspects[0]).toMatchObject({ id: WRONG, given: 'cat', suggested: 'dog' })
  expect(report.suspects[0]!.probability).toBeGreaterThan(0.9)
  expect(report.suspects[0]!.alike.map(({ className }) => className)).toEqual(new Array(5).fill('dog'))
  expect(seen.looked).toBe(COUNT - 1)
  expect(told.filter(({ phase }) => phase === 'looking').at(-1)).toEqual({ phase: 'looking', done: COUNT, of: COUNT })
})

test('looks at no picture twice, whatever was edited meanwhile; what is left out, or said to be right, is no suspect', async () => {
  const { check, kept } = setup()
  await check.look(ignore)
  for (const change of [{ leftOut: true }, { confirmed: true }]) {
    const again = setup({ [WRONG]: change }, kept)
    const report = await again.check.look(ignore)
    expect(again.seen.looked).toBe(0)
    expect(report.suspects.map(({ id }) => id)).not.toContain(WRONG)
    expect(report.checked).toBe('leftOut' in change ? COUNT - 2 : COUNT - 1)
    // The features of those behind it are still theirs.
    expect(report.suspects).toEqual([])
  }
})

test('a backbone that learned gives features of its own, a frozen one those of its weights', async () => {
  const { check, kept, seen } = setup()
  const setsAfter = async (strategy: 'feature-extraction' | 'full', id: string) => {
    seen.model = { ...MODEL, config: { ...MODEL.config, strategy }, record: { ...MODEL.record, id } }
    const { learnt } = await check.look(ignore)
    return { learnt, sets: kept.size }
  }
  expect(await setsAfter('feature-extraction', 'run-2')).toEqual({ learnt: false, sets: 1 })
  expect(await setsAfter('feature-extraction', 'run-3')).toEqual({ learnt: false, sets: 1 })
  expect(await setsAfter('full', 'run-4')).toEqual({ learnt: true, sets: 2 })
  expect(await setsAfter('full', 'run-5')).toEqual({ learnt: true, sets: 3 })
})

test('ends when it is cancelled, when a run takes the network, and when other pictures are opened; nothing is kept of it', async () => {
  for (const [end, error] of [
    [(of: ReturnType<typeof setup>) => of.check.cancel(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => of.replaced.abort(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => (of.seen.model = null), { code: 'busy' }],
    [(of: ReturnType<typeof setup>) => (of.seen.model = { ...MODEL, record: { ...MODEL.record, id: 'another' } }), { code: 'busy' }],
  ] as const) {
    const of = setup()
    const look = of.check.look(({ done }) => void (done > 0 && end(of)))
    await expect(look).rejects.toMatchObject(error)
    expect(of.seen.looked).toBeLessThan(COUNT / 2)
    expect(of.kept.size).toBe(0)
  }
})

test('where nothing can be kept it looks all the same', async () => {
  const broken = async () => {
    throw new DOMException('no files here', 'SecurityError')
  }
  const { check } = setup()
  Object.assign(check, { store: { read: broken, write: broken } })
  expect((await check.look(ignore)).suspects[0]).toMatchObject({ id: WRONG })
})
