/** Pooled features of pictures as evaluation sees them, made once and kept. */
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { onlyHeadLearns } from '../../recipe/strategy'
import { evaluationFeatureKey } from '../features/featureKey'
import { type FeatureSet, type FeatureStore, without } from '../features/features'
import type { Predictor, TrainedModel } from '../model/model'
import { picturesWith } from '../pictures/samples'

export interface Looking {
  readonly dataset: Dataset
  /** Sample ids of the pictures. */
  readonly ids: Uint32Array
  /** The network, of which everything below the head is asked. */
  readonly network: Pick<TrainedModel, 'spec' | 'params' | 'config' | 'device'>
  /** Which one that is: `backboneOf` of a trained one, else the SHA-256 of the weights. */
  readonly backbone: string
  readonly predictor: Pick<Predictor, 'features'>
  readonly pool: Pick<DecodePool, 'pixels'>
  readonly store: FeatureStore
  readonly signal: AbortSignal
  /** Throws where the network cannot be asked any more; called before each batch. */
  readonly check: () => void
  readonly onProgress: (done: number) => void
}

/** Told apart from the sets of a run, which have names of their own. */
const nameOf = (key: string): string => `${key}-look`

/**
 * Which network's features they are: that of the weights where nothing below the head learned, so that every run of them finds the same; else the run's
 * own, at its best epoch.
 */
export function backboneOf({ record, config, summary }: Pick<TrainedModel, 'record' | 'config' | 'summary'>): string {
  return onlyHeadLearns(config) ? record.weights.sha256 : `${record.id} ${summary.epochs.length} ${summary.bestEpoch}`
}

/**
 * The features, from the store where they are kept. Holds `[n, featureWidth]` numbers and a batch.
 * @throws the signal's reason when aborted; whatever `check` throws; Problem `decode-failures`, `device-lost`
 */
export async function lookedAt({
  dataset,
  ids,
  network,
  backbone,
  predictor,
  pool,
  store,
  signal,
  check,
  onProgress,
}: Looking): Promise<FeatureSet> {
  const { config, spec, device } = network
  const name = nameOf(await evaluationFeatureKey(dataset, ids, config, backbone, device.backend))
  signal.throwIfAborted()
  const kept = await store.read(name).catch(without(store))
  if (kept && kept.features.length === kept.ids.length * spec.featureWidth) return kept
  const features = new Float32Array(ids.length * spec.featureWidth)
  const rows = new Int32Array(ids.length)
  const failed: number[] = []
  let at = 0
  for await (const batch of picturesWith(dataset, pool, config, ids)(signal)) {
    signal.throwIfAborted()
    check()
    failed.push(...batch.failed)
    if (batch.input.kind === 'pixels' && batch.n > 0) {
      features.set(await predictor.features(network, batch.input.pixels, batch.n), at * spec.featureWidth)
      rows.set(batch.ids, at)
      at += batch.n
    }
    onProgress(at + failed.length)
  }
  signal.throwIfAborted()
  const set = { ids: rows.slice(0, at), failed: Int32Array.from(failed), features: features.subarray(0, at * spec.featureWidth) }
  await store.write(name, set).catch(without(store))
  return set
}
