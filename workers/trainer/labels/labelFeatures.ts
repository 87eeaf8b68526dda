/** Pooled features of pictures as evaluation sees them, made once and kept. */
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import { Problem } from '../../protocol'
import { onlyHeadLearns } from '../../recipe/strategy'
import { evaluationFeatureKey, stampedOnce } from '../features/featureKey'
import { type FeatureSet, type FeatureStore, rowsById, without } from '../features/features'
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
  readonly predictor: Pick<Predictor, 'features' | 'backend'>
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
 * The features, from the store where they are kept, also of pictures that were looked at in other company: only the others go through the network, and those that
 * could not be read before are tried again. Holds `[n, featureWidth]` numbers, what it takes them from, and a batch.
 * @throws the signal's reason when aborted; whatever `check` throws; Problem `decode-failures` where none of the pictures can be read, `device-lost`, `no-webgpu`
 */
export async function lookedAt(looking: Looking): Promise<FeatureSet> {
  const { dataset, ids, network, backbone, predictor, pool, store, signal, check, onProgress } = looking
  const { config, spec } = network
  const width = spec.featureWidth
  const backend = await predictor.backend(network)
  const stamp = stampedOnce(signal)
  const nameFor = async (list: Uint32Array) => nameOf(await evaluationFeatureKey(dataset, list, config, backbone, backend, stamp))
  const keptUnder = async (name: string) => {
    signal.throwIfAborted()
    const set = await store.read(name).catch(without(store))
    return set && set.features.length === set.ids.length * width ? set : null
  }
  const name = await nameFor(ids)
  const kept = await keptUnder(name)
  const rows = kept ? rowsById(kept, width) : await rowsSeenBefore(dataset, ids, width, async (list) => keptUnder(await nameFor(list)))
  const unseen = ids.filter((id) => !rows.has(id))
  let failed = 0
  onProgress(ids.length - unseen.length)
  try {
    for await (const batch of picturesWith(dataset, pool, config, unseen)(signal)) {
      signal.throwIfAborted()
      check()
      failed += batch.failed.length
      if (batch.input.kind === 'pixels' && batch.n > 0) {
        const seen = await predictor.features(network, batch.input.pixels, batch.n)
        // Lost meanwhile, and another kind of engine made in its place: rows of the two have no name in common.
        if ((await predictor.backend(network)) !== backend) return lookedAt(looking)
        for (const [row, id] of batch.ids.slice(0, batch.n).entries()) rows.set(id, seen.slice(row * width, (row + 1) * width))
      }
      onProgress(rows.size + failed)
    }
  } catch (error) {
    // None of those that are left can be read; of the others all is known.
    if (!(error instanceof Problem && error.code === 'decode-failures' && rows.size > 0)) throw error
  }
  signal.throwIfAborted()
  const isNew = !kept || rows.size > kept.ids.length
  const set = isNew ? setOf(ids, rows, width) : kept
  if (isNew) await store.write(name, set).catch(without(store))
  rememberLook(dataset, ids)
  return set
}

/** The rows in the order of the pictures; those without one have failed. */
function setOf(ids: Uint32Array, rows: ReadonlyMap<number, Float32Array>, width: number): FeatureSet {
  const readable = Int32Array.from(ids.filter((id) => rows.has(id)))
  const features = new Float32Array(readable.length * width)
  for (const [row, id] of readable.entries()) features.set(rows.get(id)!, row * width)
  return { ids: readable, failed: Int32Array.from(ids.filter((id) => !rows.has(id))), features }
}
