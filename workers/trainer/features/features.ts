/**
 * The frozen backbone done once: pooled features of a few augmented views of every picture are computed before the first epoch, kept in the
 * private file system, and every epoch of the head runs on them. View v is what epoch v would have shown, so a run of no more epochs
 * than views sees exactly what it would have seen without the cache.
 */
import { epochOrder } from '../../data/batches/sampler'
import { type RunConfig, shownInEpoch } from '../../protocol'
import { isSilence } from '../../storage/patience'
import type { BatchSource, LoadedBatch, Preparation, TestSource } from '../fit/batches'
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

/** The rows of a set by the ids of their pictures: views of its own numbers, `width` each. */
export const rowsById = ({ ids, features }: FeatureSet, width: number): Map<number, Float32Array> =>
  new Map(Array.from(ids, (id, row) => [id, features.subarray(row * width, (row + 1) * width)]))

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

/** Stores of which it was said that they do not answer. */
const saidSilent = new WeakSet<FeatureStore>()

/** Where storage is blocked or broken the features stay in memory: only the next run computes them again. Silence is said once. */
export const without =
  (store: FeatureStore) =>
  (error: unknown): null => {
    if (!isSilence(error) || !saidSilent.has(store)) console.warn('features cannot be kept between runs', error)
    if (isSilence(error)) saidSilent.add(store)
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
/** Of a key of the test pictures (`testFeatureKey`). */
export const testName = (key: string): string => `${key}-test`
const trainName = (key: string, view: number): string => `${key}-train-${view}`

/**
 * How many pictures a run would put through the backbone: of features that are kept it makes none.
 * @param keys `featureKey` of its pictures, `testFeatureKey` of those that are scored at the end
 * @param kept names of all sets that are kept
 */
export function picturesToMake(
  config: Pick<RunConfig, 'cachedViews' | 'epochs' | 'batchSize'>,
  { train, val, test }: { readonly train: number; readonly val: number; readonly test: number },
  keys: { readonly run: string; readonly test: string },
  kept: ReadonlySet<string>,
): number {
  const views = Array.from({ length: viewsOf(config) }, (_, i) => trainName(keys.run, i + 1))
  const missing = views.filter((name) => !kept.has(name)).length
  const judged = (kept.has(valName(keys.run)) ? 0 : val) + (kept.has(testName(keys.test)) ? 0 : test)
  return missing * shownInEpoch(train, config.batchSize) + judged
}

/** A source of feature batches over a source of pictures. */
export function featureBatches({ config, pictures, featureWidth, key, labelOf, store }: FeatureBatchesOptions): FeatureBatches {
  const views = viewsOf(config)
  const train: FeatureSet[] = []
  let val: FeatureSet | null = null
  let made = 0
  let madeSeconds = 0
  /** The set that an epoch (1-based) shows. */
  const setOf = (epoch: number): FeatureSet | undefined => train[(epoch - 1) % views]

  async function computed(
    split: 'train' | 'val',
    name: string,
    count: number,
    batches: Stream<LoadedBatch>,
    { onFailed, ...preparation }: Preparation,
    onBatch: (n: number, made: number) => void,
  ): Promise<FeatureSet | null> {
    const pass = await featuresOf(
      { name, count, batches, featureWidth, store },
      { ...preparation, onFailed: (ids) => onFailed(split, ids) },
      onBatch,
    )
    made += pass.made
    madeSeconds += pass.seconds
    return pass.set
  }

  const walk = (set: FeatureSet | null | undefined, order: ArrayLike<number>, from: number) =>
    set ? headBatches(set, order, { from, batchSize: config.batchSize, featureWidth, labelOf }) : noBatches()

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
      return madeSeconds
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
      const rows = set ? rowsOf(set) : new Uint32Array()
      const order = epoch <= views ? rows : epochOrder(rows, config.seed, epoch)
      return () => walk(set, order.subarray(0, shownInEpoch(order.length, config.batchSize)), from)
    },
    validation: () => () => walk(val, val ? rowsOf(val) : [], 0),
  }
}

/** A run's labelled test pictures by their features, which are made once and kept: the head alone judges them. */
export function testFeatures({ config, pictures, featureWidth, key, labelOf, store }: TestFeatureOptions): TestSource {
  return {
    count: pictures.count,
    pathOf: (id) => pictures.pathOf(id),
    async open(preparation) {
      const batches = await pictures.open(preparation)
      if (!batches) return null
      let done = 0
      const onBatch = (n: number, made: number) => {
        done += n
        preparation.onProgress({ done, of: pictures.count, made, views: 1, pictures: pictures.count })
      }
      const { set } = await featuresOf({ name: testName(key), count: pictures.count, batches, featureWidth, store }, preparation, onBatch)
      return set && (() => headBatches(set, rowsOf(set), { from: 0, batchSize: config.batchSize, featureWidth, labelOf }))
    },
  }
}

interface TestFeatureOptions extends Omit<FeatureBatchesOptions, 'pictures'> {
  readonly pictures: TestSource
}

/** A pass over pictures whose features are wanted. */
interface Pass {
  /** Of the set in the store. */
  readonly name: string
  readonly count: number
  readonly batches: Stream<LoadedBatch>
  readonly featureWidth: number
  readonly store: FeatureStore
}

/** The features of a pass, kept ones where there are any, and what it took to make them. No set where it was stopped. */
async function featuresOf(
  { name, count, batches, featureWidth, store }: Pass,
  { engine, control, onFailed }: Omit<Preparation, 'onFailed'> & { readonly onFailed: (ids: ArrayLike<number>) => void },
  onBatch: (n: number, made: number) => void,
): Promise<{ readonly set: FeatureSet | null; readonly made: number; readonly seconds: number }> {
  const kept = await store.read(name).catch(without(store))
  if (kept) {
    onFailed(kept.failed)
    onBatch(count, 0)
    return { set: kept, made: 0, seconds: 0 }
  }
  const ids = new Int32Array(count)
  const features = new Float32Array(count * featureWidth)
  const failed = new Set<number>()
  let at = 0
  const mark = control.now()
  for await (const batch of control.each(batches)) {
    onFailed(batch.failed)
    for (const id of batch.failed) failed.add(id)
    if (batch.n > 0) {
      const rows = await engine.features({ n: batch.n, input: batch.input, labels: batch.labels, counter: 0 })
      ids.set(batch.ids, at)
      features.set(rows, at * featureWidth)
      at += batch.n
    }
    onBatch(batch.n, batch.n)
  }
  const seconds = (control.now() - mark) / 1000
  if (control.stopped) return { set: null, made: at, seconds }
  const set = { ids: ids.slice(0, at), failed: Int32Array.from(failed), features: features.slice(0, at * featureWidth) }
  await store.write(name, set).catch(without(store))
  return { set, made: at, seconds }
}

interface HeadBatches extends Pick<FeatureBatchesOptions, 'featureWidth' | 'labelOf'> {
  /** The first batch. */
  readonly from: number
  readonly batchSize: number
}

/** Rows of a set, in the order of its own. */
const rowsOf = (set: FeatureSet): Uint32Array => Uint32Array.from(set.ids, (_, i) => i)

async function* noBatches(): AsyncGenerator<LoadedBatch> {}

/** Rows of a set as batches for the head. */
async function* headBatches(set: FeatureSet, order: ArrayLike<number>, how: HeadBatches): AsyncGenerator<LoadedBatch> {
  const { from, batchSize, featureWidth, labelOf } = how
  for (let at = from * batchSize; at < order.length; at += batchSize) {
    const rows = Array.from({ length: Math.min(batchSize, order.length - at) }, (_, i) => order[at + i]!)
    const features = new Float32Array(rows.length * featureWidth)
    rows.forEach((row, i) => {
      features.set(set.features.subarray(row * featureWidth, (row + 1) * featureWidth), i * featureWidth)
    })
    const ids = rows.map((row) => set.ids[row]!)
    yield { n: rows.length, input: { kind: 'features', features }, labels: Int32Array.from(ids, labelOf), ids, failed: [] }
  }
}
