import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem, type RunRecord } from '../../protocol'
import type { FeatureStore } from '../features/features'
import { answeringAs, type Decided } from '../model/answering'
import type { TrainedModel } from '../model/model'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { NoneOf, prototypesPerClass } from './noneOf'

const numbered = (kind: string, from: number, count: number) => Array.from({ length: count }, (_, i) => `pets/${kind}/${from + i}.jpg`)
const SPLIT = { train: numbered('a', 0, 20), val: numbered('b', 20, 20) }
const WIDTH = 16

/** A desk whose pictures' first byte is their id; pictures of the run look one way, other files another way. */
class Desk {
  model: TrainedModel = trainedModel(SPLIT)
  isBusy = false
  readonly dataset = openPictures(this.model)
  looked = 0
  private readonly features = new Map<string, Parameters<FeatureStore['write']>[1]>()
  readonly store = {
    read: async (key: string) => this.features.get(key) ?? null,
    write: async (key: string, set: Parameters<FeatureStore['write']>[1]) => void this.features.set(key, set),
  } as FeatureStore

  get current() {
    const desk = this
    const of = (pixel: number) =>
      Float32Array.from({ length: WIDTH }, (_, k) => (pixel < 100 ? (k === pixel % 2 ? 1 : 0.01 * k) : k === 9 ? 1 : 0))
    const bytes = (id: number) => new Uint8Array(8 * 8 * 3).fill(id)
    return {
      get free() {
        if (desk.isBusy) throw new Problem('busy', {})
        return desk.model
      },
      get model() {
        return desk.model
      },
      judged: async () => {
        const logits = Float32Array.from({ length: 40 }, (_, i) => (i % 2 ? 0.5 : 0))
        return { logits, model: desk.model }
      },
      decide: async (_: Pick<RunRecord, 'id'>, decided: Partial<Decided>) => {
        desk.model = answeringAs(desk.model, { ...desk.model.record, ...decided })
      },
      predictor: {
        backend: async () => 'wasm',
        features: async (_: unknown, pixels: Uint8Array, n: number) => {
          desk.looked += n
          return Float32Array.from({ length: n * WIDTH }, (_value, i) => of(pixels[Math.floor(i / WIDTH) * 192]!)[i % WIDTH]!)
        },
        look: async (network: Pick<TrainedModel, 'prototypes'>, pixels: Uint8Array, n: number) => {
          const similarities = Float64Array.from({ length: n }, (_, i) => (network.prototypes && pixels[i * 192]! < 100 ? 1 : 0.2))
          return { probabilities: new Float64Array(2 * n).fill(0.5), similarities }
        },
      },
      pictures: {
        isOpen: true,
        dataset: desk.dataset,
        replaced: new AbortController().signal,
        usingPool: <T>(use: (pool: unknown) => Promise<T>) =>
          use({
            pixels: async ({ file }: { file: File }) => bytes(Number(/(\d+)\.jpg$/.exec(file.name)![1])),
          }),
        evaluationPixels: async ({ source: { file } }: { source: { file: File } }) => (file.name === 'broken' ? null : bytes(200)),
      },
    } as unknown as ConstructorParameters<typeof NoneOf>[0]
  }
}

let desk: Desk
let noneOf: NoneOf
beforeEach(() => {
  desk = new Desk()
  noneOf = new NoneOf(desk.current, desk.store)
})
afterEach(() => {
  desk.isBusy = false
})
const others = () => [new File(['x'], 'one'), new File(['x'], 'broken'), new File(['x'], 'two')]

test('what the pictures look like is learned once, kept with the run and switched on', async () => {
  const seen: number[] = []
  const info = await noneOf.learn(({ done }) => seen.push(done))
  expect(info).toMatchObject({ isOn: true, pass: 0.95, pictures: 20 })
  expect(seen.at(-1)).toBe(40)
  expect(desk.model.info.noneOf).toEqual(info)
  expect(desk.model.record.noneOf).toMatchObject({ epoch: desk.model.summary.bestEpoch, width: WIDTH })
  expect(desk.model.prototypes!.vectors.length).toBeGreaterThan(0)
  await noneOf.learn(() => {})
  expect(desk.looked).toBe(40)
})

test('it is switched and set, within bounds, and there is nothing to set before it was learned', async () => {
  expect(await noneOf.set({ isOn: false })).toBeNull()
  await noneOf.learn(() => {})
  expect(await noneOf.set({ isOn: false })).toMatchObject({ isOn: false, pass: 0.95 })
  expect(await noneOf.set({ pass: 2 })).toMatchObject({ isOn: false, pass: 0.999 })
  const { thresholds } = desk.model.record.noneOf!
  expect(await noneOf.set({ pass: 0.8, isOn: true })).toMatchObject({ isOn: true, threshold: thresholds[0] })
})

test('pictures of something else are tried: how many are refused, and how well they are told apart beside the largest probability', async () => {
  await expect(noneOf.tryOn(others(), () => {})).rejects.toMatchObject({ code: 'no-model' })
  await noneOf.learn(() => {})
  const trial = await noneOf.tryOn(others(), () => {})
  expect(trial).toMatchObject({ pictures: 2, unreadable: 1, auc: { similarity: 1, validation: 20 } })
  expect(trial.auc!.probability).toBe(1)
  expect(trial.rows.map(({ pass, refused }) => [pass, refused])).toEqual([0.8, 0.9, 0.95, 0.99, 0.999].map((pass) => [pass, 2]))
})

test('a run that has the engine ends it, and so does a cancel', async () => {
  await noneOf.learn(() => {})
  const waiting = noneOf.tryOn(others(), () => void noneOf.cancel())
  desk.isBusy = true
  await expect(waiting).rejects.toMatchObject({ code: 'busy' })
  desk.isBusy = false
  // Its run has learnt on: its prototypes are of other weights.
  const { summary } = desk.model
  const onTheWay = noneOf.tryOn(others(), () => {})
  desk.model = { ...desk.model, summary: { ...summary, bestEpoch: summary.bestEpoch + 1 } }
  await expect(onTheWay).rejects.toMatchObject({ code: 'busy' })
  desk.model = { ...desk.model, summary, record: { ...desk.model.record, id: 'run-2' } }
  const cancelled = new NoneOf(desk.current, { read: async () => null, write: async () => {} } as unknown as FeatureStore)
  const learning = cancelled.learn(() => void cancelled.cancel())
  await expect(learning).rejects.toMatchObject({ name: 'AbortError' })
})

test('many classes have few prototypes each', () => {
  expect([2, 8, 10, 120, 1000].map(prototypesPerClass)).toEqual([16, 16, 12, 1, 1])
})
