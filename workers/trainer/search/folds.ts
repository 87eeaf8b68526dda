/** All pictures of a small dataset judged by heads that never saw them: the run's own validation pictures are one part, its training pictures are dealt into the others. */
import { epochOrder } from '../../data/batches/sampler'
import { type Dataset, idsOf } from '../../data/dataset/dataset'
import type { TrainingEngine } from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'
import { batchesInEpoch, Problem, type RunConfig, shownInEpoch } from '../../protocol'
import { type FeatureStore, featureBatches } from '../features/features'
import type { BatchSource, LoadedBatch, PreparationProgress } from '../fit/batches'
import type { RunControl } from '../fit/control'
import { fitModel } from '../fit/fit'
import { stratifiedFolds } from '../labels/folds'
import { sampleBatches } from '../pictures/samples'
import type { Session } from '../runs/session'

/** Features of each picture by its id: as evaluation sees it, and in each augmented view. One that could not be read is in none. */
export interface FeaturePool {
  readonly plain: ReadonlyMap<number, Float32Array>
  readonly views: readonly ReadonlyMap<number, Float32Array>[]
}

interface Pooling {
  readonly dataset: Dataset
  readonly config: RunConfig
  readonly spec: ModelSpec
  readonly pool: Session['pool']
  readonly store: FeatureStore
  /** The name of the features of a dataset (`featureKey`). */
  readonly keyOf: (dataset: Dataset) => Promise<string>
  /** Holds the network. */
  readonly engine: TrainingEngine
  readonly control: RunControl
  readonly onProgress: (progress: Pick<PreparationProgress, 'done' | 'of'>) => void
}

/** Training pictures for validation ones, and the other way round. */
const swapped = (dataset: Dataset): Dataset => {
  const other = { train: 'val', val: 'train', test: 'test' } as const
  return { ...dataset, samples: dataset.samples.map((sample) => ({ ...sample, split: other[sample.split] })) }
}

/** Looks at every picture in every way that a head of any parts needs: as a run does, and once more with its splits exchanged. Both are kept as a run's. */
export async function pooled(pooling: Pooling): Promise<FeaturePool> {
  const { dataset, config, spec, pool, store, keyOf, engine, control, onProgress } = pooling
  const plain = new Map<number, Float32Array>()
  const views = Array.from({ length: config.cachedViews }, () => new Map<number, Float32Array>())
  for (const one of [dataset, swapped(dataset)]) {
    const pictures = sampleBatches(one, pool, config)
    const labelOf = (id: number) => one.samples[id]!.label
    const source = featureBatches({ config, pictures, featureWidth: spec.featureWidth, key: await keyOf(one), labelOf, store })
    await source.prepare!({ engine, control, onProgress, onFailed: () => {} })
    control.assertGoing()
    await gather(source.validation(), plain, control)
    for (const [view, rows] of views.entries()) await gather(source.train(view + 1, 0), rows, control)
  }
  return { plain, views }
}

async function gather(batches: ReturnType<BatchSource['validation']>, into: Map<number, Float32Array>, control: RunControl): Promise<void> {
  for await (const { input, ids } of control.each(batches, { evenIfStopped: true })) {
    if (input.kind !== 'features') throw new Error('features were to be gathered, and there are none')
    const width = input.features.length / ids.length
    for (const [row, id] of ids.entries()) into.set(id, input.features.slice(row * width, (row + 1) * width))
  }
}

/** Ids of each part: the first is the run's own validation pictures. Pictures that belong together are in one part. */
export function partsOf(dataset: Dataset, parts: number, seed: number): readonly Uint32Array[] {
  const train = idsOf(dataset, 'train')
  const of = (what: 'label' | 'group') => Array.from(train, (id) => dataset.samples[id]![what])
  const part = stratifiedFolds(of('label'), of('group'), parts - 1, seed)
  return [idsOf(dataset, 'val'), ...Array.from({ length: parts - 1 }, (_, at) => train.filter((_id, i) => part[i] === at))]
}

/** Batches of features for a head that learns from some pictures and is judged by others. */
export function foldBatches(
  { plain, views }: FeaturePool,
  { samples, classes }: Dataset,
  { train, val }: { readonly train: Uint32Array; readonly val: Uint32Array },
  { seed, batchSize }: RunConfig,
): BatchSource {
  const learning = train.filter((id) => views.every((rows) => rows.has(id)))
  const judged = val.filter((id) => plain.has(id))
  const shown = shownInEpoch(learning.length, batchSize)
  const trainCounts = classes.map(() => 0)
  for (const id of learning) trainCounts[samples[id]!.label]!++
  return {
    trainCount: learning.length,
    valCount: judged.length,
    batchesPerEpoch: batchesInEpoch(learning.length, batchSize),
    trainCounts,
    shown: () => shown,
    pathOf: (id) => samples[id]?.path ?? '',
    train: (epoch, from) => () => {
      const order = epochOrder(learning, seed, epoch).subarray(from * batchSize, shown)
      return rowsIn(order, views[(epoch - 1) % views.length]!, batchSize, (id) => samples[id]!.label)
    },
    validation: () => () => rowsIn(judged, plain, batchSize, (id) => samples[id]!.label),
  }
}

async function* rowsIn(
  order: Uint32Array,
  rows: ReadonlyMap<number, Float32Array>,
  batchSize: number,
  labelOf: (id: number) => number,
): AsyncGenerator<LoadedBatch> {
  for (let at = 0; at < order.length; at += batchSize) {
    const ids = Array.from(order.subarray(at, at + batchSize))
    const width = rows.get(ids[0]!)!.length
    const features = new Float32Array(ids.length * width)
    for (const [row, id] of ids.entries()) features.set(rows.get(id)!, row * width)
    yield { n: ids.length, input: { kind: 'features', features }, labels: Int32Array.from(ids, labelOf), ids, failed: [] }
  }
}

/** What a head said of the pictures that it did not learn from, at its best epoch. */
export interface FoldFigure {
  readonly right: number
  readonly judged: number
  /** Of all of them together. */
  readonly lossSum: number
}

interface Folding {
  readonly config: RunConfig
  readonly spec: ModelSpec
  readonly classes: readonly string[]
  readonly batches: BatchSource
  /** A fresh head on the backbone. */
  readonly params: ParamMap
  readonly control: RunControl
  readonly newEngine: () => Promise<TrainingEngine>
}

/**
 * Trains one head of other parts, as a run would.
 * @returns its figure, and the engine to go on with; one whose loss ran away was right about nothing
 * @throws Problem `stopped-early` when it was stopped
 */
export async function foldFigure(folding: Folding): Promise<{ readonly figure: FoldFigure; readonly engine: TrainingEngine | null }> {
  const { params, batches, classes } = folding
  try {
    const { summary, engine } = await fitModel({ ...folding, start: { params }, emit: () => {}, leaves: true })
    const { val, judged = batches.valCount } = summary.best
    return { figure: { right: Math.round(val.accuracy * judged), judged, lossSum: val.loss * judged }, engine }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'diverged') throw error
    return { figure: { right: 0, judged: batches.valCount, lossSum: batches.valCount * Math.log(classes.length) }, engine: null }
  }
}
