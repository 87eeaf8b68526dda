/** What mixing makes of a run's batches, as pictures to look at. */
import { drawMix, mixedLabels, mixedPixels } from '../../data/batches/mixing'
import { type Dataset, idsOf } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { imageOf } from '../../data/pixels/image'
import type { MixedView, RunConfig } from '../../protocol'
import { batchAt, inTraining } from './samples'

/**
 * The first picture of each of the run's first `count` batches, mixed with the last one of its batch, as a run does it. Pictures that cannot be decoded are left out.
 * @param dataset as the run uses it
 * @param config one that mixes
 */
export async function mixedExamples(
  dataset: Dataset,
  pool: Pick<DecodePool, 'pixels'>,
  config: RunConfig,
  count: number,
): Promise<MixedView[]> {
  if (idsOf(dataset, 'train').length === 0) return []
  const views = await Promise.all(Array.from({ length: count }, (_, counter) => exampleOf(dataset, pool, config, counter)))
  return views.flatMap((view) => view ?? [])
}

async function exampleOf(
  dataset: Dataset,
  pool: Pick<DecodePool, 'pixels'>,
  config: RunConfig,
  counter: number,
): Promise<MixedView | null> {
  const { epoch, ids } = batchAt(dataset, config, counter)
  const two = [ids[0]!, ids.at(-1)!]
  const requests = two.map((id) => inTraining(config, epoch, id))
  const { size } = requests[0]!
  const decoded = await Promise.allSettled(two.map((id, i) => pool.pixels(dataset.samples[id]!.source, requests[i]!)))
  const failed = decoded.find((one) => one.status === 'rejected')
  if (failed) {
    const { reason } = failed
    if (reason instanceof Error && reason.name === 'DecodeError') return null
    throw reason
  }
  const pixels = new Uint8Array(2 * size * size * 3)
  for (const [i, one] of decoded.entries()) if (one.status === 'fulfilled') pixels.set(one.value, i * size * size * 3)
  const mix = drawMix(config, { seed: config.seed, counter }, size)
  const labels = Int32Array.from(two, (id) => dataset.samples[id]!.label)
  const targets = mixedLabels(labels, dataset.classes.length, mix)
  const shares = [...new Set(labels)].map((label) => ({ label, share: targets[label]! }))
  return { image: imageOf(mixedPixels(pixels, 2, mix).subarray(0, size * size * 3), size), shares }
}
