/** The labels of the pictures that are open, looked at by the model that answers. */
import type { Dataset } from '../../data/dataset/dataset'
import { type LabelProgress, type LabelReport, type LabelsApi, Problem, samePictures } from '../../protocol'
import { onlyHeadLearns } from '../../recipe/strategy'
import type { CurrentModel } from '../answers/current'
import { KeptFeatures } from '../features/featureStore'
import type { FeatureSet, FeatureStore } from '../features/features'
import type { TrainedModel } from '../model/model'
import { breather } from './breather'
import { type Judgement, judgeLabels } from './judgeLabels'
import { backboneOf, lookedAt } from './labelFeatures'

export class LabelCheck implements LabelsApi {
  private looking: AbortController | null = null

  constructor(
    private readonly current: Pick<CurrentModel, 'pictures' | 'predictor' | 'free'>,
    private readonly store: FeatureStore = new KeptFeatures(),
  ) {}

  async look(onProgress: (progress: LabelProgress) => void): Promise<LabelReport> {
    this.looking?.abort()
    const looking = new AbortController()
    this.looking = looking
    const { pictures } = this.current
    const { dataset, replaced } = pictures
    const end = () => looking.abort()
    replaced.addEventListener('abort', end)
    try {
      return await this.judged(dataset, looking.signal, onProgress)
    } finally {
      replaced.removeEventListener('abort', end)
      if (this.looking === looking) this.looking = null
    }
  }
  async cancel(): Promise<void> {
    this.looking?.abort()
  }

  private async judged(dataset: Dataset, signal: AbortSignal, onProgress: (progress: LabelProgress) => void): Promise<LabelReport> {
    const began = performance.now()
    const { current, store } = this
    const model = current.free
    // Those that are left out too: an edit more or less then changes nothing of what is kept.
    const ids = Uint32Array.from(dataset.samples.filter(({ label }) => label >= 0).map(({ id }) => id))
    const look = (done: number) => onProgress({ phase: 'looking', done, of: ids.length })
    look(0)
    const set = await current.pictures.usingPool((pool) =>
      lookedAt({
        ...{
          dataset,
          ids,
          network: model,
          backbone: backboneOf(model),
          predictor: current.predictor,
          pool,
          store,
          signal,
          onProgress: look,
        },
        check: () => this.assertAnswering(model),
      }),
    )
    const taking = takingPart(dataset, set, model.spec.featureWidth)
    const judgement = await judgeLabels({ ...taking, seed: model.config.seed }, breather(signal), onProgress)
    return reportOf(dataset, model, taking.ids, {
      judgement,
      unreadable: set.failed.filter((id) => !dataset.samples[id]!.leftOut).length,
      milliseconds: performance.now() - began,
    })
  }

  /** @throws Problem `busy` where a run has the engine, or another model answers by now: features of two networks have nothing to do with each other */
  private assertAnswering(model: TrainedModel): void {
    if (this.current.free.record.id !== model.record.id) throw new Problem('busy', {})
  }
}

/** The rows of pictures that are not left out, moved to the front of the set's own features, and what is to be known of them. */
function takingPart({ samples, classes }: Dataset, set: FeatureSet, width: number) {
  const kept = Array.from(set.ids, (id, at) => ({ at, sample: samples[id]! })).filter(({ sample }) => !sample.leftOut)
  for (const [row, { at }] of kept.entries()) set.features.copyWithin(row * width, at * width, (at + 1) * width)
  return {
    ids: kept.map(({ sample }) => sample.id),
    features: { values: set.features.subarray(0, kept.length * width), width },
    labels: kept.map(({ sample }) => sample.label),
    groups: kept.map(({ sample }) => sample.group),
    classes: classes.length,
    confirmed: new Set(kept.flatMap(({ sample }, row) => (sample.confirmed ? [row] : []))),
  }
}

function reportOf(
  dataset: Dataset,
  { config, record }: TrainedModel,
  ids: readonly number[],
  found: { readonly judgement: Judgement; readonly unreadable: number; readonly milliseconds: number },
): LabelReport {
  const { judgement, unreadable, milliseconds } = found
  const { fingerprint, classes, samples } = dataset
  const nameAt = (row: number): string => classes[samples[ids[row]!]!.label]!
  return {
    ...{ fingerprint, classes, checked: ids.length, unreadable, milliseconds },
    suspects: judgement.suspects.map(({ row, suggested, probability, confidence, alike }) => ({
      ...{ id: ids[row]!, given: nameAt(row), suggested: classes[suggested]!, probability, confidence },
      alike: alike.map((other) => ({ id: ids[other]!, className: nameAt(other) })),
    })),
    likely: judgement.likely,
    outliers: judgement.outliers.map(({ row, distance }) => ({ id: ids[row]!, given: nameAt(row), distance })),
    unexplained: judgement.unexplained.map(({ row, score }) => ({ id: ids[row]!, given: nameAt(row), score })),
    compared: judgement.compared,
    learnt: !onlyHeadLearns(config) && samePictures(record.dataset, dataset),
  }
}
