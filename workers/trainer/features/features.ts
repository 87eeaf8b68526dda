/**
 * The frozen backbone done once: pooled features of a few augmented views of every picture are computed before the first epoch, kept in the
 * private file system, and every epoch of the head runs on them. View v is what epoch v would have shown, so a run of no more epochs
 * than views sees exactly what it would have seen without the cache.
 */
import { epochOrder } from '../../data/batches/sampler'
import { type RunConfig, shownInEpoch } from '../../protocol'
import type { BatchSource, LoadedBatch, Preparation } from '../fit/batches'
import type { Stream } from '../fit/control'

/** Where features are kept between runs; keys are safe as file names. */
export interface FeatureStore {
  read(key: string): Promise<FeatureSet | null>
  write(key: string, set: FeatureSet): Promise<void>
}

/** Features of one pass over a split: row i belongs to sample `ids[i]`. No labels: those may have been changed since. */
export interface FeatureSet {
  readonly ids: Int32Array<ArrayBuffer>
  /** Samples of the split that could not be decoded: replaced by others in training, left out in validation. */
  readonly failed: Int32Array<ArrayBuffer>
  /** `[ids.length, width]` */
  readonly features: Float32Array<ArrayBuffer>
}

export interface FeatureBatchesOptions {
  readonly config: RunConfig
  /** The pictures themselves. Its `train(epoch)` gives view `epoch`. */
  readonly pictures: BatchSource
  readonly featureWidth: number
  /** Names pictures, split, weights and transform: equal keys mean equal features. */
  readonly key: string
  /** Class index of a sample, as the run has it. */
  readonly labelOf: (id: number) => number
  readonly store: FeatureStore
}

/** Where storage is blocked or broken the features stay in memory: only the next run computes them again. */
function withoutStore(error: unknown): null {
  console.warn('features cannot be kept between runs', error)
  return null
}

export interface FeatureBatches extends BatchSource {
  /** Pictures that went through the backbone so far: none where all features were kept. */
  readonly made: number
  /** Seconds in which they did; neither reading what was kept nor standing still counts. */
  readonly madeSeconds: number
}

/** Augmented views of every picture that a run's features are made of. */
const viewsOf = ({ cachedViews, epochs }: Pick<RunConfig, 'cachedViews' | 'epochs'>): number => Math.min(cachedViews, epochs)
const valName = (key: string): string => `${key}-val`
const trainName = (key: string, view: number): string => `${key}-train-${view}`

/**
 * How many pictures a run would put through the backbone: of features that are kept it makes none.
 * @param kept names of all sets that are kept
 */
export function picturesToMake(
  config: Pick<RunConfig, 'cachedViews' | 'epochs' | 'batchSize'>,
  { train, val }: { readonly train: number; readonly val: number },
  key: string,
  kept: ReadonlySet<string>,
): number {
  const views = Array.from({ length: viewsOf(config) }, (_, i) => trainName(key, i + 1))
  const missing = views.filter((name) => !kept.has(name)).length
  return missing * shownInEpoch(train, config.batchSize) + (kept.has(valName(key)) ? 0 : val)
}

/** A source of feature batches over a source of pictures. */
export function featureBatches({ config, pictures, featureWidth, key, labelOf, store }: FeatureBatchesOptions): FeatureBatches {
  const views = viewsOf(config)
  const train: FeatureSet[] = []
  let val: FeatureSet | null = null
  let made = 0
  let madeMs = 0
  /** The set that an epoch (1-based) shows. */
  const setOf = (epoch: number): FeatureSet | undefined => train[(epoch - 1) % views]

  async function computed(
    split: 'train' | 'val',
    name: string,
    count: number,
    batches: Stream<LoadedBatch>,
    { engine, control, onFailed }: Preparation,
    onBatch: (n: number, made: number) => void,
  ): Promise<FeatureSet | null> {
    const kept = await store.read(name).catch(withoutStore)
    if (kept) {
      onFailed(split, kept.failed)
      onBatch(count, 0)
      return kept
    }
    const ids = new Int32Array(count)
    const features = new Float32Array(count * featureWidth)
    const failed = new Set<number>()
    let at = 0
    const mark = control.now()
    for await (const batch of control.each(batches)) {
      onFailed(split, batch.failed)
      for (const id of batch.failed) failed.add(id)
      if (batch.n > 0) {
        const rows = await engine.features({ n: batch.n, input: batch.input, labels: batch.labels, counter: 0 })
        ids.set(batch.ids, at)
        features.set(rows, at * featureWidth)
        at += batch.n
      }
      made += batch.n
      onBatch(batch.n, batch.n)
    }
    madeMs += control.now() - mark
    if (control.stopped) return null
    const whole = { ids: ids.slice(0, at), failed: Int32Array.from(failed), features: features.slice(0, at * featureWidth) }
    await store.write(name, whole).catch(withoutStore)
    return whole
  }

  function batch(set: FeatureSet, rows: ArrayLike<number>): LoadedBatch {
    const n = rows.length
    const features = new Float32Array(n * featureWidth)
    const labels = new Int32Array(n)
    const ids: number[] = []
    for (let i = 0; i < n; i++) {
      const row = rows[i]!
      features.set(set.features.subarray(row * featureWidth, (row + 1) * featureWidth), i * featureWidth)
      const id = set.ids[row]!
      labels[i] = labelOf(id)
      ids.push(id)
    }
    return { n, input: { kind: 'features', features }, labels, ids, failed: [] }
  }

  async function* walk(set: FeatureSet | null | undefined, order: ArrayLike<number>, from: number): AsyncGenerator<LoadedBatch> {
    if (!set) return
    const { batchSize } = config
    for (let at = from * batchSize; at < order.length; at += batchSize) {
      yield batch(
        set,
        Array.from({ length: Math.min(batchSize, order.length - at) }, (_, i) => order[at + i]!),
      )
    }
  }

  return {
    trainCount: pictures.trainCount,
    valCount: pictures.valCount,
    batchesPerEpoch: pictures.batchesPerEpoch,
    trainCounts: pictures.trainCounts,
    pathOf: (id) => pictures.pathOf(id),
    // Fewer rows than pictures where some could be neither read nor replaced.
    shown: (epoch) => shownInEpoch(setOf(epoch)?.ids.length ?? pictures.trainCount, config.batchSize),
    get made() {
      return made
    },
    get madeSeconds() {
      return madeMs / 1000
    },
    async prepare(preparation) {
      const shown = pictures.shown(1)
      const of = views * shown + pictures.valCount
      let done = 0
      const onBatch = (n: number, made: number) => {
        done += n
        preparation.onProgress({ done, of, made, views, pictures: shown })
      }
      val ??= await computed('val', valName(key), pictures.valCount, pictures.validation(), preparation, onBatch)
      if (!val) return
      for (let view = train.length + 1; view <= views; view++) {
        const set = await computed('train', trainName(key, view), shown, pictures.train(view, 0), preparation, onBatch)
        if (!set) return
        train.push(set)
      }
    },
    train(epoch, from) {
      const set = setOf(epoch)
      // A set's rows are in the order of the epoch that made it; later epochs shuffle them anew.
      const rows = set ? Uint32Array.from(set.ids, (_, i) => i) : new Uint32Array()
      const order = epoch <= views ? rows : epochOrder(rows, config.seed, epoch)
      return () => walk(set, order.subarray(0, shownInEpoch(order.length, config.batchSize)), from)
    },
    validation: () => () => walk(val, val ? Uint32Array.from(val.ids, (_, i) => i) : [], 0),
  }
}
