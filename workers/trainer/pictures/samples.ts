/** Batches from a dataset through the decode pool: augmented for training, resized and cropped for validation. */

import { type Batch as Decoded, loadBatches } from '../../data/batches/loader'
import { balancedOrder, epochOrder } from '../../data/batches/sampler'
import { type Dataset, idsOf, testedIds } from '../../data/dataset/dataset'
import type { DecodePool, PixelRequest } from '../../data/decode/pool'
import { batchesInEpoch, Problem, type RunConfig, shownInEpoch } from '../../protocol'
import { trainSize } from '../../recipe/batches'
import type { BatchSource, LoadedBatch, TestSource } from '../fit/batches'
import type { Stream } from '../fit/control'

/**
 * The pictures, where a network can learn from them and be judged.
 * @param dataset as the run uses it
 * @throws Problem `no-training-pictures`, `one-training-class`, `no-validation-pictures`
 */
export function trainable(dataset: Dataset): Dataset {
  const [train, val] = [idsOf(dataset, 'train'), idsOf(dataset, 'val')]
  if (train.length === 0) throw new Problem('no-training-pictures', { validation: val.length })
  const labels = new Set(Array.from(train, (id) => dataset.samples[id]!.label))
  const [label] = labels
  if (labels.size === 1) throw new Problem('one-training-class', { name: dataset.classes[label!]! })
  if (val.length === 0) throw new Problem('no-validation-pictures', { training: train.length })
  return dataset
}

/** The order of an epoch's pictures. */
function ordering({ samples }: Dataset, train: Uint32Array, { balance, seed }: RunConfig): (epoch: number) => Uint32Array {
  return balance === 'sampled'
    ? (epoch) => balancedOrder(train, (id) => samples[id]!.label, seed, epoch)
    : (epoch) => epochOrder(train, seed, epoch)
}

/** How training wants the picture of this id in an epoch. */
export const inTraining = (config: RunConfig, epoch: number, index: number): PixelRequest => {
  const { seed, transparency } = config
  return { kind: 'train', seed, epoch, index, size: trainSize(config, epoch), transparency, augmentation: config }
}

/** The ids of a run's training batch by its counter (0-based), and the epoch (1-based) it is of. `dataset` as the run uses it. */
export function batchAt(dataset: Dataset, config: RunConfig, counter: number): { readonly epoch: number; readonly ids: Uint32Array } {
  const train = idsOf(dataset, 'train')
  const each = batchesInEpoch(train.length, config.batchSize)
  const epoch = 1 + Math.floor(counter / each)
  const from = (counter % each) * config.batchSize
  const to = Math.min(from + config.batchSize, shownInEpoch(train.length, config.batchSize))
  return { epoch, ids: ordering(dataset, train, config)(epoch).subarray(from, to) }
}

/** The run's pictures as batches. `dataset` is already split and limited as the configuration says. */
export function sampleBatches(dataset: Dataset, pool: Pick<DecodePool, 'pixels'>, config: RunConfig): BatchSource {
  const { batchSize } = config
  const train = idsOf(dataset, 'train')
  const val = idsOf(dataset, 'val')
  const trainCounts = dataset.classes.map(() => 0)
  for (const id of train) trainCounts[dataset.samples[id]!.label]!++

  const shown = shownInEpoch(train.length, batchSize)
  const orderOf = ordering(dataset, train, config)

  return {
    trainCount: train.length,
    valCount: val.length,
    batchesPerEpoch: batchesInEpoch(train.length, batchSize),
    trainCounts,
    shown: () => shown,
    pathOf: (id) => dataset.samples[id]?.path ?? '',
    train(epoch, from) {
      const rest = orderOf(epoch).subarray(from * batchSize, shown)
      return walk(dataset, pool, config, { order: rest, request: (index) => inTraining(config, epoch, index), onBad: 'replace' })
    },
    validation: () => picturesWith(dataset, pool, config, val),
  }
}

/** The run's labelled test pictures, looked at as those of validation. `dataset` as the run uses it. */
export function testPictures(dataset: Dataset, pool: Pick<DecodePool, 'pixels'>, config: RunConfig): TestSource {
  const ids = testedIds(dataset)
  return {
    count: ids.length,
    pathOf: (id) => dataset.samples[id]?.path ?? '',
    open: async () => picturesWith(dataset, pool, config, ids),
  }
}

/** Pictures resized and cropped, in this order; those that cannot be read are left out. */
export const picturesWith = (
  dataset: Dataset,
  pool: Pick<DecodePool, 'pixels'>,
  config: RunConfig,
  order: Uint32Array,
): Stream<LoadedBatch> =>
  walk(dataset, pool, config, {
    order,
    request: () => ({ kind: 'eval', size: config.imageSize, transparency: config.transparency }),
    onBad: 'leave-out',
  })

function walk(
  { samples }: Dataset,
  pool: Pick<DecodePool, 'pixels'>,
  { batchSize, seed }: RunConfig,
  how: Pick<Parameters<typeof loadBatches>[0], 'order' | 'request' | 'onBad'>,
): Stream<LoadedBatch> {
  return async function* (signal) {
    for await (const batch of loadBatches({ pool, samples, batchSize, seed, signal, ...how })) yield loaded(batch)
  }
}

function loaded({ pixels, labels, ids, failed }: Decoded): LoadedBatch {
  return { n: ids.length, input: { kind: 'pixels', pixels }, labels, ids: Array.from(ids), failed }
}
