import { expect, test } from 'vitest'
import type { Dataset, Sample } from '../../data/dataset/dataset'
import { paramInfos } from '../../model/spec'
import { type AssistProgress, DEFAULT_CONFIG, Problem } from '../../protocol'
import type { FeatureSet } from '../features/features'
import { specFor } from '../fit/plan'
import type { TrainedModel } from '../model/model'
import { openPictures, trainedModel } from '../testing/trainedModel'
import type { Weights } from '../weights/weights'
import { LabelAssist } from './assist'
import { cautiousTemperature } from './headAnswers'

const COUNT = 120
const LABELLED = 20
const paths = Array.from({ length: COUNT }, (_, i) => `${i}.jpg`)
const MODEL = trainedModel({ train: paths.slice(0, 16), val: paths.slice(16) })
const PICTURES = openPictures(MODEL)
const CONFIG = { ...DEFAULT_CONFIG, imageSize: 8, batchSize: 4 }

/** Of the size of real ones. */
const weights = async () => {
  const params = new Map(
    paramInfos(specFor(CONFIG, 2)).map(({ name, shape }) => [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]),
  )
  return { info: { name: 'Starter', sha256: '11', depth: '18', attention: 'none' }, params } as unknown as Weights
}

const kindOf = (id: number): number => id % 2

/** Pictures of two kinds, by turns; the first 20 have a label, every fifth of them in validation, and one cannot be read. */
function setup(model: TrainedModel | null = null, label: (id: number) => number = (id) => (id < LABELLED ? kindOf(id) : -1)) {
  const samples = PICTURES.samples.map(
    (sample): Sample => ({
      ...sample,
      label: label(sample.id),
      split: label(sample.id) < 0 ? 'test' : sample.id % 5 === 4 ? 'val' : 'train',
    }),
  )
  const hasLabels = samples.some((sample) => sample.label >= 0)
  const dataset: Dataset = { ...PICTURES, classes: hasLabels ? ['cat', 'dog'] : [], samples }
  const seen = { looked: 0, model, busy: false, dataset, asking: () => {}, network: null as unknown }
  const width = MODEL.spec.featureWidth
  const replaced = new AbortController()
  const pool = {
    async pixels(source: Sample['source']) {
      const id = Number.parseInt((source as { file: File }).file.name, 10)
      if (id === 50) throw Object.assign(new Error('not a picture'), { name: 'DecodeError' })
      return new Uint8Array(8 * 8 * 3).fill(id)
    },
  }
  const current = {
    pictures: {
      get dataset() {
        return seen.dataset
      },
      replaced: replaced.signal,
      usingPool: (work: (with_: typeof pool) => unknown) => work(pool),
    },
    get info() {
      return seen.model?.info ?? null
    },
    get model() {
      return seen.model
    },
    get free() {
      return seen.model
    },
    assertFree() {
      if (seen.busy) throw new Problem('busy', {})
    },
    predictor: {
      backend: async () => 'wasm',
      async features(network: { spec: { featureWidth: number } }, pixels: Uint8Array, n: number) {
        seen.looked += n
        seen.network = network
        const of = network.spec.featureWidth
        const each = pixels.length / n
        return Float32Array.from({ length: n * of }, (_, at) => {
          const [id, k] = [pixels[Math.floor(at / of) * each]!, at % of]
          return (kindOf(id) === k % 2 ? 1 : 0) + Math.abs(Math.sin(id * 12.9 + k * 78.2))
        })
      },
      async headLogits(_: unknown, features: Float32Array, n: number, check: () => void) {
        seen.asking()
        check()
        return Float32Array.from({ length: n * 2 }, (_x, at) => {
          const row = Math.floor(at / 2)
          return features[row * width + (at % 2)]! * 3
        })
      },
    },
  }
  const kept = new Map<string, FeatureSet>()
  const store = {
    read: async (key: string) => structuredClone(kept.get(key) ?? null),
    write: async (key: string, set: FeatureSet) => void kept.set(key, structuredClone(set)),
  }
  const from = { now: weights }
  const assist = new LabelAssist(current as unknown as ConstructorParameters<typeof LabelAssist>[0], () => from.now(), store)
  const give = (ids: readonly number[], labels: (id: number) => number = kindOf) => {
    const given = new Set(ids)
    const now = seen.dataset.samples.map((s) =>
      given.has(s.id) ? { ...s, label: labels(s.id), split: s.id % 5 === 4 ? 'val' : 'train' } : s,
    )
    seen.dataset = { ...seen.dataset, classes: ['cat', 'dog'], samples: now as Sample[] }
  }
  return { assist, seen, give, replaced, kept, weights: from }
}
const ignore = () => {}

test('before any training a head answers by the labels that there are, and nothing is labelled', async () => {
  const of = setup()
  const told: AssistProgress[] = []
  const report = await of.assist.look(CONFIG, false, (progress) => told.push(progress))
  expect(report).toMatchObject({ by: 'head', taught: 16, unreadable: 1, validation: { right: 4, of: 4 }, classes: ['cat', 'dog'] })
  expect(report.guesses).toHaveLength(COUNT - LABELLED - 1)
  expect(report.guesses.filter(({ id, says }) => says?.className === ['cat', 'dog'][kindOf(id)]).length).toBeGreaterThan(95)
  expect(of.seen.dataset.samples.filter(({ label }) => label >= 0)).toHaveLength(LABELLED)
  expect(report.next).toHaveLength(20)
  expect(report.next.every((id) => id >= LABELLED)).toBe(true)
  expect(told.filter(({ phase }) => phase === 'looking').at(-1)).toEqual({ phase: 'looking', done: COUNT, of: COUNT })
  expect(told.at(-1)).toMatchObject({ phase: 'answering', done: 4, of: 4 })
})

test('a size that a Vision Transformer does not take is said before any picture is looked at', async () => {
  const of = setup()
  of.weights.now = async () =>
    ({ info: { name: 'DeiT', sha256: '12', depth: 'deit_tiny_patch16_224', attention: 'none' }, params: new Map() }) as unknown as Weights
  await expect(of.assist.look({ ...CONFIG, imageSize: 100 }, false, ignore)).rejects.toMatchObject({
    code: 'size-of-patches',
    values: { size: 100, patch: 16, below: 96, above: 112 },
  })
  // Sizes while training are not those that are looked at.
  await expect(of.assist.look({ ...CONFIG, strategy: 'full', imageSize: 96, trainSizes: '100' }, false, ignore)).rejects.not.toMatchObject({
    code: 'size-of-patches',
  })
  expect(of.seen.looked).toBe(0)
})

test('taught again it looks at no picture twice, and the curve has a point for every number of labels', async () => {
  const { assist, give, seen } = setup(MODEL)
  const first = await assist.look(CONFIG, true, ignore)
  expect(seen.looked).toBe(COUNT - 1)
  give(first.next)
  const second = await assist.look(CONFIG, true, ignore)
  expect(seen.looked).toBe(COUNT - 1)
  expect(second.guesses.map(({ id }) => id)).toEqual(expect.not.arrayContaining([...first.next]))
  expect(second.curve.map(({ labels }) => labels)).toEqual([LABELLED, LABELLED + 20])
  // All of them are asked about the validation pictures of now.
  expect(new Set(second.curve.map(({ of }) => of)).size).toBe(1)
  const again = await assist.look(CONFIG, true, ignore)
  expect(again.curve).toEqual(second.curve)
})

test('a trained model answers itself, also about a folder without any label, until a head is asked for', async () => {
  const { assist } = setup(MODEL)
  // Of the four validation pictures it learned from three.
  expect(await assist.look(CONFIG, false, ignore)).toMatchObject({ by: 'model', taught: 0, validation: { of: 1 } })
  expect(await assist.look(CONFIG, true, ignore)).toMatchObject({ by: 'head' })
  const none = setup(MODEL, () => -1)
  const report = await none.assist.look(CONFIG, false, ignore)
  expect(report).toMatchObject({ by: 'model', validation: null, classes: [] })
  expect(report.guesses[0]!.says?.className).toMatch(/cat|dog/)
})

test('what a model learned from is known where the pictures lie in other folders, and other pictures of the same names are not taken for them', async () => {
  const ofModel = async (change: (dataset: Dataset) => Dataset) => {
    const of = setup(MODEL)
    of.seen.dataset = change(of.seen.dataset)
    return (await of.assist.look(CONFIG, false, ignore)).validation
  }
  const moved = (dataset: Dataset) => ({ ...dataset, around: 1, samples: dataset.samples.map((s) => ({ ...s, path: `pets/${s.path}` })) })
  expect(await ofModel(moved)).toMatchObject({ of: 1 })
  expect(await ofModel((dataset) => ({ ...dataset, fingerprint: 'others' }))).toMatchObject({ of: 4 })
})

test('while the model answers a cancel ends it, and so does a run, or its run that has learnt on', async () => {
  type Of = ReturnType<typeof setup>
  const cancel = (of: Of) => void of.assist.cancel()
  const begin = (of: Of) => {
    of.seen.busy = true
  }
  const learnOn = (of: Of) => {
    of.seen.model = { ...MODEL, summary: { ...MODEL.summary, bestEpoch: MODEL.summary.bestEpoch + 1 } }
  }
  for (const [end, error] of [
    [cancel, { name: 'AbortError' }],
    [begin, { code: 'busy' }],
    [learnOn, { code: 'busy' }],
  ] as const) {
    const of = setup(MODEL)
    of.seen.asking = () => end(of)
    await expect(of.assist.look(CONFIG, false, ignore)).rejects.toMatchObject(error)
  }
})

test('a bare network is made once for all recipes that look at pictures alike, and let go once a model answers', async () => {
  const of = setup()
  const networkOf = async (config: typeof CONFIG) => {
    // So that it is asked anew.
    of.kept.clear()
    await of.assist.look(config, false, ignore)
    return of.seen.network
  }
  const bare = await networkOf(CONFIG)
  expect((await networkOf({ ...CONFIG, epochs: CONFIG.epochs + 1, learningRate: 0.5 })) === bare).toBe(true)
  of.seen.model = MODEL
  expect((await networkOf(CONFIG)) === MODEL).toBe(true)
  of.seen.model = null
  expect((await networkOf(CONFIG)) === bare).toBe(false)
})

test('where nobody can answer the pictures are grouped all the same, and some are asked for', async () => {
  const { assist } = setup(MODEL, () => -1)
  const report = await assist.look(CONFIG, true, ignore)
  expect(report).toMatchObject({ by: null, validation: null, curve: [] })
  expect(report.next).toHaveLength(20)
  expect(report.guesses.every(({ says }) => says === null)).toBe(true)
  expect(new Set(report.guesses.map(({ cluster }) => cluster)).size).toBeGreaterThan(1)
})

test('ends when it is cancelled, when a run takes the network, and when other pictures are opened', async () => {
  for (const [end, error] of [
    [(of: ReturnType<typeof setup>) => of.assist.cancel(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => of.replaced.abort(), { name: 'AbortError' }],
    [(of: ReturnType<typeof setup>) => (of.seen.busy = true), { code: 'busy' }],
    [(of: ReturnType<typeof setup>) => (of.seen.model = null), { code: 'busy' }],
  ] as const) {
    const of = setup(MODEL)
    await expect(of.assist.look(CONFIG, true, ({ done }) => void (done > 0 && end(of)))).rejects.toMatchObject(error)
    expect(of.seen.looked).toBeLessThan(COUNT / 2)
  }
})

test('a few pictures that are all answered right make no answer certain', () => {
  const logits = Float64Array.from({ length: 20 }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? 2 : 0))
  const labels = Array.from({ length: 10 }, (_, i) => i % 2)
  const temperature = cautiousTemperature(labels, logits, 2)
  const sure = 1 / (1 + Math.exp(-2 / temperature))
  // As Laplace has it: of eleven one was wrong.
  expect(sure).toBeCloseTo(10 / 11, 4)
})

test('a network that begins untrained is not asked: what it sees is random, and that is said', async () => {
  const untrained = async () => {
    const { info, params } = await weights()
    return { info: { ...info, isUntrained: true }, params } as Weights
  }
  const of = setup()
  of.weights.now = untrained
  await expect(of.assist.look(CONFIG, false, ignore)).rejects.toMatchObject({ code: 'nothing-learnt', values: { network: 'ResNet18' } })
  expect(of.seen.looked).toBe(0)
})
