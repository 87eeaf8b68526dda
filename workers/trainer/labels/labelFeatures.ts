/** Pooled features of pictures as evaluation sees them, made once and kept. */
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { Problem } from '../../protocol'
import { onlyHeadLearns } from '../../recipe/strategy'
import { evaluationFeatureKey } from '../features/featureKey'
import { type FeatureSet, type FeatureStore, without } from '../features/features'
import type { Predictor, TrainedModel } from '../model/model'
import { picturesWith } from '../pictures/samples'
import { rememberLook, rowsSeenBefore } from './lookedBefore'

export interface Looking {
  readonly dataset: Dataset
  /** Sample ids of the pictures. */
  readonly ids: Uint32Array
  /** The network, of which everything below the head is asked. */
  readonly network: Pick<TrainedModel, 'spec' | 'params' | 'config'>
  /** Which one that is: `backboneOf` of a trained one, else the SHA-256 of the weights. */
  readonly backbone: string
  readonly predictor: Pick<Predictor, 'features' | 'backendFor'>
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
 * The features, from the store where they are kept, also of pictures that were looked at in other company: only the others go through the network. Holds
 * `[n, featureWidth]` numbers, what it takes them from, and a batch.
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
  const { config, spec } = network
  const backend = await predictor.backendFor(network)
  const width = spec.featureWidth
  const nameFor = async (list: Uint32Array) => nameOf(await evaluationFeatureKey(dataset, list, config, backbone, backend))
  const keptUnder = async (name: string) => {
    signal.throwIfAborted()
    const set = await store.read(name).catch(without(store))
    return set && set.features.length === set.ids.length * width ? set : null
  }
  const name = await nameFor(ids)
  const kept = await keptUnder(name)
  rememberLook(dataset, ids)
  if (kept) return kept
  const before = await rowsSeenBefore(dataset, ids, width, async (list) => (list === ids ? null : keptUnder(await nameFor(list))))
  const rows = new Map(before.rows)
  const failed = [...before.failed]
  const unseen = ids.filter((id) => !rows.has(id) && !failed.includes(id))
  onProgress(ids.length - unseen.length)
  try {
    for await (const batch of picturesWith(dataset, pool, config, unseen)(signal)) {
      signal.throwIfAborted()
      check()
      failed.push(...batch.failed)
      if (batch.input.kind === 'pixels' && batch.n > 0) {
        const seen = await predictor.features(network, batch.input.pixels, batch.n)
        for (const [row, id] of batch.ids.slice(0, batch.n).entries()) rows.set(id, seen.slice(row * width, (row + 1) * width))
      }
      onProgress(rows.size + failed.length)
    }
  } catch (error) {
    // None of those that are left can be read; of the others all is known.
    if (!(error instanceof Problem && error.code === 'decode-failures' && rows.size > 0)) throw error
  }
  signal.throwIfAborted()
  const set = setOf(ids, rows, failed, width)
  // Another engine may have come meanwhile: of two engines' rows nothing is kept.
  if ((await predictor.backendFor(network)) === backend) await store.write(name, set).catch(without(store))
  return set
}

/** The rows in the order of the pictures. */
function setOf(ids: Uint32Array, rows: ReadonlyMap<number, Float32Array>, failed: readonly number[], width: number): FeatureSet {
  const readable = Int32Array.from(ids.filter((id) => rows.has(id)))
  const features = new Float32Array(readable.length * width)
  for (const [row, id] of readable.entries()) features.set(rows.get(id)!, row * width)
  return { ids: readable, failed: Int32Array.from(failed), features }
}
