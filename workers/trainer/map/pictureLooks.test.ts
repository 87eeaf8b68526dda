import { expect, test } from 'vitest'
import type { Sample } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { layOut } from '../../embedding/layout'
import { Problem } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { FeatureSet } from '../features/features'
import { lookedAt } from '../labels/labelFeatures'
import type { TrainedModel } from '../model/model'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { PictureLooks } from './pictureLooks'

const COUNT = 120
const paths = Array.from({ length: COUNT }, (_, i) => `${i}.jpg`)
const MODEL = trainedModel({ train: paths.slice(0, 40), val: paths.slice(40) })
const PICTURES = openPictures(MODEL)
const WIDTH = MODEL.spec.featureWidth
/** One that cannot be read, and one without a label. */
const [BROKEN, UNLABELLED] = [20, 31]
const kindOf = (id: number) => id % 4

/** Pictures of four kinds, by turns, whose one byte is their id; even ones are cats. Every third of the fourth kind is taken for a cat. */
function setup(kept = new Map<string, FeatureSet>(), edited: (sample: Sample) => Partial<Sample> = () => ({})) {
  const samples = PICTURES.samples.map((sample) => ({
    ...sample,
    label: sample.id === UNLABELLED ? -1 : sample.id % 2,
    leftOut: sample.id === 5,
  }))
  const dataset = { ...PICTURES, samples: samples.map((sample) => ({ ...sample, ...edited(sample) })) }
  const seen = { looked: 0, laid: 0, backend: 'wasm' as 'wasm' | 'webgpu', model: MODEL as TrainedModel | null, asking: () => {} }
  const replaced = new AbortController()
  const isTakenForCat = (id: number) => id % 2 === 0 || (kindOf(id) === 3 && id % 3 === 0)
  const pool = {
    async pixels(source: Sample['source']) {
      const id = Number.parseInt((source as { file: File }).file.name, 10)
      if (id === BROKEN) throw Object.assign(new Error('not a picture'), { name: 'DecodeError' })
      return new Uint8Array(MODEL.config.imageSize ** 2 * 3).fill(id)
    },
    async inspect() {
      return { ok: true, sha256: '', width: 10, height: 10, hash: [0, 0], grey: new Uint8Array(1024).fill(100), sharpness: 0.1 } as const
    },
  }
  const val = samples.filter(({ split, id }) => split === 'val' && id !== BROKEN)
  const current = {
    pictures: {
      dataset,
      replaced: replaced.signal,
      usingPool: (work: (with_: typeof pool) => unknown) => work(pool),
      sample: (id: number) => samples[id]!,
    },
    get free() {
      if (!seen.model) throw new Problem('busy', {})
      return seen.model
    },
    judged: async () => ({
      model: MODEL,
      ids: val.map(({ id }) => id),
      labels: Int32Array.from(val, ({ label }) => label),
      logits: Float32Array.from(val.flatMap(({ id }) => (isTakenForCat(id) ? [2, 0] : [0, 2]))),
    }),
    predictor: {
      backend: async () => seen.backend,
      async features(_: unknown, pixels: Uint8Array, n: number) {
        seen.looked += n
        const each = pixels.length / n
        return Float32Array.from({ length: n * WIDTH }, (_, at) => {
          const [id, k] = [pixels[Math.floor(at / WIDTH) * each]!, at % WIDTH]
          return (kindOf(id) === k % 4 ? 3 : 0) + 0.4 * Math.abs(Math.sin(id * 12.9 + k * 78.2))
        })
      },
      /** Cat where the first feature is large. */
      async headLogits(_: unknown, features: Float32Array, n: number, check: () => void) {
        seen.asking()
        check()
        return Float32Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? features[(at >> 1) * WIDTH]! : 1))
      },
    },
  }
  const store = {
    read: async (key: string) => structuredClone(kept.get(key) ?? null),
    write: async (key: string, set: FeatureSet) => void kept.set(key, structuredClone(set)),
  }
  const looks = new PictureLooks(current as unknown as CurrentModel, store, async (rows, seed, onProgress) => {
    seen.laid++
    return new Float32Array(layOut(rows, seed, onProgress))
  })
  return { looks, seen, kept, replaced, dataset, pool: pool as unknown as DecodePool, predictor: current.predictor, store }
}
const ignore = () => {}

test('every picture that can be read has its place and its answer, unlabelled and left-out ones too; it is laid out once', async () => {
  const { looks, seen, kept } = setup()
  const phases = new Set<string>()
  const map = await looks.lay(({ phase }) => phases.add(phase))
  expect(Array.from(map.ids)).toEqual(paths.map((_, id) => id).filter((id) => id !== BROKEN))
  expect(map).toMatchObject({ unreadable: 1, runId: 'run-1', classes: ['cat', 'dog'] })
  expect([map.places.length, map.probabilities.length, map.neighbourhoods.length]).toEqual([2 * (COUNT - 1), 2 * (COUNT - 1), COUNT - 1])
  expect([...phases]).toEqual(['looking', 'comparing', 'arranging'])
  expect(Array.from(map.ids, kindOf).every((kind, row) => (kind === 0) === (map.predicted[row] === 0))).toBe(true)
  expect((await looks.lay(ignore)).places).toEqual(map.places)
  const nextVisit = setup(kept)
  expect((await nextVisit.looks.lay(ignore)).places).toEqual(map.places)
  expect([seen.looked, seen.laid, nextVisit.seen.looked, nextVisit.seen.laid]).toEqual([COUNT - 1, 1, 0, 0])
})

test('what was seen before in other company is not looked at again: after a label came, only what was never seen', async () => {
  const { looks, seen, kept } = setup()
  await looks.lay(ignore)
  const labelled = setup(kept, ({ id }) => (id === UNLABELLED ? { label: 1 } : {}))
  const { ids, unreadable } = await labelled.looks.lay(ignore)
  expect([Array.from(ids), unreadable]).toEqual([paths.map((_, id) => id).filter((id) => id !== BROKEN), 1])
  expect([seen.looked, labelled.seen.looked]).toEqual([COUNT - 1, 0])
  // Of what is not kept any more nothing is known.
  const anew = setup()
  expect((await anew.looks.lay(ignore)).unreadable).toBe(1)
  expect(anew.seen.looked).toBe(COUNT - 1)
})

test('a list that holds what was seen before looks at the rest alone, also where none of that can be read', async () => {
  const { dataset, seen, pool, predictor, store } = setup()
  const look = (...ids: readonly number[]) =>
    lookedAt({
      ...{ dataset, ids: Uint32Array.from(ids), network: MODEL, backbone: 'one', pool, store, check: ignore, onProgress: ignore },
      predictor,
      signal: new AbortController().signal,
    })
  const first = await look(0, 1, 2, 3)
  const more = await look(3, BROKEN, 1)
  expect([Array.from(more.ids), Array.from(more.failed), seen.looked]).toEqual([[3, 1], [BROKEN], 4])
  expect(more.features).toEqual(Float32Array.from([...first.features.subarray(3 * WIDTH), ...first.features.subarray(WIDTH, 2 * WIDTH)]))
  expect(Array.from((await look(2, 8, BROKEN)).ids)).toEqual([2, 8])
  expect(seen.looked).toBe(5)
  await expect(look(BROKEN)).rejects.toMatchObject({ code: 'decode-failures' })
})

test('a picture that could not be read is tried again: by another list, and by its own', async () => {
  const { dataset, seen, pool, predictor, store } = setup()
  const whole = new Uint8Array(MODEL.config.imageSize ** 2 * 3).fill(BROKEN)
  const look = (from: Pick<DecodePool, 'pixels'>, ...ids: readonly number[]) =>
    lookedAt({
      ...{ dataset, ids: Uint32Array.from(ids), network: MODEL, backbone: 'tried', pool: from, store, check: ignore, onProgress: ignore },
      predictor,
      signal: new AbortController().signal,
    })
  expect(Array.from((await look(pool, 0, BROKEN)).failed)).toEqual([BROKEN])
  const readable = { pixels: async () => whole }
  for (const ids of [[1, BROKEN, 0], [0, BROKEN], [BROKEN]]) {
    const set = await look(readable, ...ids)
    expect([Array.from(set.ids), Array.from(set.failed)]).toEqual([ids, []])
  }
  expect(seen.looked).toBe(4)
  // Where it is the only one without a label the others have their places all the same.
  const alone = setup(new Map(), ({ id }) => (id === BROKEN ? { label: -1 } : id === UNLABELLED ? { label: 1 } : {}))
  expect(await alone.looks.lay(ignore)).toMatchObject({ unreadable: 1 })
})

test('after many changes of labels another network is asked for no file twice and for few lists, and a cancel ends that too', async () => {
  const { dataset: drawn, predictor } = setup()
  const files = { asked: 0, onAsk: () => {} }
  const source = {
    async file(index: number) {
      files.asked++
      files.onAsk()
      return new File(['x'], `${index}.jpg`)
    },
  }
  const samples = drawn.samples.map((sample) => ({ ...sample, source: { kind: 'listed', files: source, index: sample.id } as const }))
  const dataset = { ...drawn, samples: samples as unknown as readonly Sample[] }
  const readable: Pick<DecodePool, 'pixels'> = { pixels: async () => new Uint8Array(MODEL.config.imageSize ** 2 * 3) }
  let read = 0
  const store = {
    async read() {
      read++
      return null
    },
    write: async () => {},
  }
  const look = (backbone: string, ids: readonly number[], signal = new AbortController().signal) =>
    lookedAt({
      ...{ dataset, ids: Uint32Array.from(ids), network: MODEL, backbone, pool: readable, store, check: ignore, onProgress: ignore },
      ...{ predictor, signal },
    })
  const all = samples.map(({ id }) => id)
  for (let round = 0; round < 40; round++) await look('one', all.slice(round))
  files.asked = 0
  read = 0
  await look('two', all)
  expect(files.asked).toBe(COUNT)
  expect(read).toBeLessThan(12)
  const cancel = new AbortController()
  files.asked = 0
  files.onAsk = () => cancel.abort()
  await expect(look('three', all, cancel.signal)).rejects.toMatchObject({ name: 'AbortError' })
  expect(files.asked).toBeLessThan(COUNT)
})

test('what another engine computed is no answer of this one, also where it is lost amid the pictures', async () => {
  const { looks, seen, kept } = setup()
  await looks.lay(ignore)
  // Of labelled and of unlabelled ones, and the places, which these numbers have in common.
  const sets = kept.size
  seen.backend = 'webgpu'
  await looks.lay(ignore)
  expect([seen.looked, kept.size]).toEqual([2 * (COUNT - 1), sets + 2])

  const of = setup()
  const { dataset, pool, store } = of
  const asked: string[] = []
  const predictor = {
    backend: async () => of.seen.backend,
    async features(...args: Parameters<typeof of.predictor.features>) {
      asked.push(of.seen.backend)
      if (asked.length === 2) of.seen.backend = 'webgpu'
      return new Float32Array((await of.predictor.features(...args)).length).fill(of.seen.backend === 'wasm' ? 1 : 2)
    },
  }
  const set = await lookedAt({
    ...{ dataset, ids: Uint32Array.from({ length: 12 }, (_, id) => id), network: MODEL, backbone: 'lost', pool, store },
    ...{ predictor, check: ignore, onProgress: ignore, signal: new AbortController().signal },
  })
  expect(asked).toEqual(['wasm', 'wasm', 'webgpu', 'webgpu', 'webgpu'])
  expect(set.features.every((value) => value === 2)).toBe(true)
})

test('the most alike are of its kind, the nearest first and itself not among them; one that was not seen says so', async () => {
  const { looks, seen } = setup()
  const { pictures } = await looks.alike(6, 10, ignore)
  expect(pictures.map(({ id }) => kindOf(id))).toEqual(new Array(10).fill(2))
  expect(pictures.map(({ id }) => id)).not.toContain(6)
  expect(pictures.map(({ distance }) => distance)).toEqual(pictures.map(({ distance }) => distance).toSorted((a, b) => a - b))
  await looks.alike(7, 3, ignore)
  expect(seen.looked).toBe(COUNT - 1)
  await expect(looks.alike(BROKEN, 3, ignore)).rejects.toMatchObject({ code: 'cannot-decode' })
})

test('the kind that is often wrong is told, of the validation pictures', async () => {
  const { looks } = setup()
  const { spots, pictures, wrong } = await looks.weakSpots(ignore)
  expect({ pictures, wrong }).toEqual({ pictures: 80, wrong: 6 })
  expect(spots.map(({ group }) => group)).toEqual([{ kind: 'alike' }])
  expect(spots[0]!.ids.every((id) => kindOf(id) === 3 && id >= 40)).toBe(true)
  expect(spots[0]!.mostly).toEqual({ label: 'dog', predicted: 'cat', pictures: 6 })
})

test('a label that was corrected since is what the answer is compared with; what was left out or is of a class that the model does not know is not', async () => {
  const isWrong = ({ id }: Sample) => id >= 40 && kindOf(id) === 3 && id % 3 === 0
  const counts = async (edited: (sample: Sample) => Partial<Sample>) => {
    const { pictures, wrong } = await setup(new Map(), edited).looks.weakSpots(ignore)
    return { pictures, wrong }
  }
  expect(await counts((sample) => (isWrong(sample) ? { label: 0, relabelled: true } : {}))).toEqual({ pictures: 80, wrong: 0 })
  expect(await counts((sample) => (isWrong(sample) ? { leftOut: true } : {}))).toEqual({ pictures: 74, wrong: 0 })
  expect(await counts((sample) => (isWrong(sample) ? { label: 2, relabelled: true } : {}))).toEqual({ pictures: 74, wrong: 0 })
  // A class that is only called otherwise by now.
  expect(await counts(({ label }) => ({ label: label + 2 }))).toEqual({ pictures: 80, wrong: 6 })
})

test('while answers are asked for a cancel ends it, and so does a run, or its run that has learnt on', async () => {
  type Of = ReturnType<typeof setup>
  const cancel = (of: Of) => void of.looks.cancel()
  const begin = (of: Of) => {
    of.seen.model = null
  }
  const learnOn = (of: Of) => {
    of.seen.model = { ...MODEL, summary: { ...MODEL.summary, bestEpoch: MODEL.summary.bestEpoch + 1 } }
  }
  for (const [end, error] of [
    [cancel, { name: 'AbortError' }],
    [begin, { code: 'busy' }],
    [learnOn, { code: 'busy' }],
  ] as const) {
    const of = setup()
    of.seen.asking = () => end(of)
    await expect(of.looks.lay(ignore)).rejects.toMatchObject(error)
  }
})

test('how pictures stand is told of many at once', async () => {
  const { looks } = setup()
  expect(await looks.standing(Uint32Array.of(5, UNLABELLED, 60))).toEqual({
    labels: Int32Array.of(1, -1, 0),
    splits: Uint8Array.of(0, 0, 1),
    leftOut: Uint8Array.of(1, 0, 0),
  })
})

test('ends when it is cancelled, when a run takes the network, and when other pictures are opened; nothing is kept of it', async () => {
  for (const [end, error] of [
    [(of: ReturnType<typeof setup>) => of.looks.cancel(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => of.replaced.abort(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => (of.seen.model = null), { code: 'busy' }],
  ] as const) {
    const of = setup()
    await expect(of.looks.lay(({ done }) => void (done > 0 && end(of)))).rejects.toMatchObject(error)
    expect(of.kept.size).toBe(0)
  }
})
