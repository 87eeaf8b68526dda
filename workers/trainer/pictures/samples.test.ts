/** Which pictures a network can learn from, and how they come in batches. */
import { expect, it } from 'vitest'
import type { Dataset, Sample } from '../../data/dataset/dataset'
import { batchesInEpoch, DEFAULT_CONFIG } from '../../protocol'
import { updatesPerEpoch } from '../../recipe/schedule'
import { openPictures, trainedModel } from '../testing/trainedModel'
import { batchAt, sampleBatches, trainable } from './samples'

const dataset = (change: (sample: Sample) => Partial<Sample> = () => ({})): Dataset => {
  const paths = { train: Array.from({ length: 9 }, (_, i) => `t${i}.jpg`), val: ['v0.jpg', 'v1.jpg'] }
  const open = openPictures(trainedModel(paths))
  return { ...open, samples: open.samples.map((sample) => ({ ...sample, ...change(sample) })) }
}
const codeOf = (made: Dataset) => {
  try {
    trainable(made)
    return null
  } catch (error) {
    return (error as { code?: string }).code
  }
}

it('refuses what nothing can be learned from, or nobody could judge', () => {
  expect(codeOf(dataset())).toBeNull()
  // A folder called val alone; everything left out; everything moved.
  expect(codeOf(dataset(() => ({ split: 'val' })))).toBe('no-training-pictures')
  expect(codeOf(dataset(() => ({ used: false, leftOut: true })))).toBe('no-training-pictures')
  expect(codeOf(dataset(({ label }) => ({ split: label === 0 ? 'train' : 'val' })))).toBe('one-training-class')
  expect(codeOf(dataset(() => ({ split: 'train' })))).toBe('no-validation-pictures')
})

it('leaves a last batch of one out of every epoch, and counts what is shown', async () => {
  const config = { ...DEFAULT_CONFIG, batchSize: 4, accumulate: 2 }
  const pool = { pixels: async () => new Uint8Array(12) }
  const source = sampleBatches(dataset(), pool, config)
  expect([source.trainCount, source.shown(1), source.batchesPerEpoch]).toEqual([9, 8, 2])
  for (const [from, sizes] of [
    [0, [4, 4]],
    [1, [4]],
  ] as const) {
    const seen: number[] = []
    for await (const { n } of source.train(1, from)(new AbortController().signal)) seen.push(n)
    expect(seen).toEqual(sizes)
  }
  expect([8, 9, 10].map((pictures) => batchesInEpoch(pictures, 4))).toEqual([2, 2, 3])
  expect([8, 9, 10].map((pictures) => updatesPerEpoch(pictures, config))).toEqual([1, 1, 2])
})

it('asks for training pictures at the size of their epoch, for others at the picture size, and knows each batch by its counter', async () => {
  const config = { ...DEFAULT_CONFIG, strategy: 'full', batchSize: 4, epochs: 2, imageSize: 64, trainSizes: '32,48' } as const
  const asked: string[] = []
  const pool = {
    pixels: async (_: unknown, { kind, size }: { kind: string; size: number }) => {
      asked.push(`${kind} ${size}`)
      return new Uint8Array(12)
    },
  }
  const source = sampleBatches(dataset(), pool, config)
  const { signal } = new AbortController()
  let counter = 0
  for (const epoch of [1, 2])
    for await (const { ids } of source.train(epoch, 0)(signal)) {
      const known = batchAt(dataset(), config, counter++)
      expect([known.epoch, ...known.ids]).toEqual([epoch, ...ids])
    }
  expect(counter).toBe(4)
  for await (const _ of source.validation()(signal));
  expect([...new Set(asked)]).toEqual(['train 32', 'train 48', 'eval 64'])
})
