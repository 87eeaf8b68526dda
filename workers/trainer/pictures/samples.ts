/** Batches from a dataset through the decode pool: augmented for training, resized and cropped for validation. */

import { type Batch as Decoded, loadBatches } from '../../data/batches/loader'
import { balancedOrder, epochOrder } from '../../data/batches/sampler'
import { type Dataset, idsOf } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import type { RunConfig } from '../../protocol'
import type { BatchSource, LoadedBatch } from '../fit/batches'

/** The run's pictures as batches. `dataset` is already split and limited as the configuration says. */
export function sampleBatches(dataset: Dataset, pool: Pick<DecodePool, 'pixels'>, config: RunConfig): BatchSource {
  const { seed, imageSize: size, batchSize } = config
  const train = idsOf(dataset, 'train')
  const val = idsOf(dataset, 'val')
  const trainCounts = dataset.classes.map(() => 0)
  for (const id of train) trainCounts[dataset.samples[id]!.label]!++

  async function* batches(
    order: Uint32Array,
    request: Parameters<typeof loadBatches>[0]['request'],
    training: boolean,
    signal: AbortSignal,
  ) {
    const { samples } = dataset
    const onBad = training ? 'replace' : 'leave-out'
    for await (const batch of loadBatches({ pool, samples, order, request, batchSize, seed, signal, onBad })) yield loaded(batch)
  }

  return {
    trainCount: train.length,
    valCount: val.length,
    batchesPerEpoch: Math.ceil(train.length / batchSize),
    trainCounts,
    train(epoch, from, signal) {
      const order =
        config.balance === 'sampled'
          ? balancedOrder(train, (id) => dataset.samples[id]!.label, seed, epoch)
          : epochOrder(train, seed, epoch)
      return batches(
        order.subarray(from * batchSize),
        (index) => ({ kind: 'train', seed, epoch, index, size, augmentation: config }),
        true,
        signal,
      )
    },
    validation: (signal) => batches(val, () => ({ kind: 'eval', size }), false, signal),
  }
}

function loaded({ pixels, labels, ids, replaced }: Decoded): LoadedBatch {
  return { n: ids.length, input: { kind: 'pixels', pixels }, labels, ids: Array.from(ids), replaced }
}
