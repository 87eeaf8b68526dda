import { expect, test } from 'vitest'
import { index, item, jpegLike } from '../../data/dataset/testing'
import { DEFAULT_CONFIG, VIEW_COUNT } from '../../protocol'
import { specFor } from '../fit/plan'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { splitOf } from '../runs/recorded'
import { BetterAnswers } from './better'

test('answers are kept from one look to the next, and a picture that can no longer be read is counted for none', async () => {
  const paths = ['cat', 'dog'].flatMap((pet) => Array.from({ length: 30 }, (_, i) => `${pet}/${i}.jpg`))
  const dataset = await index(
    paths.map((path) => item(path, jpegLike(path))),
    { seed: 3, valFraction: 0.4 },
  )
  const of = dataset.samples.filter(({ split }) => split === 'val').length
  const config = { ...DEFAULT_CONFIG, batchSize: 8, imageSize: 32 }
  const record = { id: 'a', name: 'run 1', classes: dataset.classes, dataset: { fingerprint: dataset.fingerprint, name: 'pets' } }
  const model = {
    ...{ spec: specFor(config, 2), params: new Map(), config, temperature: null, prototypes: null },
    record: { ...record, ...splitOf(dataset) },
    info: { classes: dataset.classes },
    summary: { bestEpoch: 1 },
    facts: { datasetName: 'pets' },
  } as unknown as TrainedModel
  let [asked, unreadable] = [0, 0]
  const pictures = {
    isOpen: true,
    dataset,
    evaluationPixels: async (_sample: unknown, _how: unknown, _signal: unknown, kind: keyof typeof VIEW_COUNT) => {
      asked++
      return unreadable-- > 0 ? null : new Uint8Array(VIEW_COUNT[kind])
    },
  } as unknown as Pictures
  const look = async (_: unknown, __: unknown, n: number) => ({ probabilities: new Float64Array(2 * n).fill(0.5), similarities: null })
  const better = new BetterAnswers(pictures, { look } as unknown as Predictor, () => model)
  const measured = async (views: 'single' | 'flip') => (await better.measure([], views, () => {})).pictures

  expect(await measured('single')).toBe(of)
  expect(await measured('single')).toBe(of)
  expect(asked).toBe(of)
  unreadable = 1
  expect(await measured('flip')).toBe(of - 1)
})
