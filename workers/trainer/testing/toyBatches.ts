/** Made-up batches: content is a function of epoch and position, as a real dataset's is. */
import { batchesInEpoch, shownInEpoch } from '../../protocol'
import { permutation } from '../../random'
import type { BatchSource, LoadedBatch } from '../fit/batches'

export function toyBatches(count: number, batchSize: number, seed: number): BatchSource {
  const batch = (ids: number[], key: number): LoadedBatch => ({
    n: ids.length,
    input: { kind: 'pixels', pixels: Uint8Array.from(ids, (id) => (id * 31 + key * 17) & 255) },
    labels: Int32Array.from(ids, (id) => id % 2),
    ids,
    failed: [],
  })
  /** As a real loader, it throws the signal's reason once the run is stopped. */
  async function* batches(order: number[], from: number, key: number, signal: AbortSignal) {
    for (let at = from * batchSize; at < order.length; at += batchSize) {
      signal.throwIfAborted()
      yield batch(order.slice(at, at + batchSize), key)
    }
  }
  return {
    trainCount: count,
    valCount: 10,
    batchesPerEpoch: batchesInEpoch(count, batchSize),
    shown: () => shownInEpoch(count, batchSize),
    pathOf: (id) => `${id}.jpg`,
    trainCounts: [Math.ceil(count / 2), Math.floor(count / 2)],
    train: (epoch, from) => {
      const order = Array.from(permutation(count, seed, epoch)).slice(0, shownInEpoch(count, batchSize))
      return (signal) => batches(order, from, epoch, signal)
    },
    validation: () => (signal) =>
      batches(
        Array.from({ length: 10 }, (_, i) => i),
        0,
        0,
        signal,
      ),
  }
}
