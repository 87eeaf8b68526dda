/** The pictures that have no label, answered for a person who labels them. */
import type { Dataset } from '../../data/dataset/dataset'
import { samplesAt } from '../../data/dataset/identity'
import { fitTemperature } from '../../metrics/calibration'
import { type AssistApi, type AssistProgress, type AssistReport, NETWORKS, Problem, type RunConfig, samePictures } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import { KeptFeatures } from '../features/featureStore'
import type { FeatureSet, FeatureStore } from '../features/features'
import { assertSizes, specFor } from '../fit/plan'
import { breather } from '../labels/breather'
import { backboneOf, lookedAt } from '../labels/labelFeatures'
import { sameWeights } from '../model/answering'
import type { Predictor, TrainedModel } from '../model/model'
import { withFreshHead } from '../weights/head'
import type { Weights } from '../weights/weights'
import { answerAll, type ModelAnswers, type Stage } from './answerAll'

/** The network below the head, and the trained model that it is of, if it is. */
interface Looker {
  readonly network: Pick<TrainedModel, 'spec' | 'params' | 'config'>
  readonly backbone: string
  readonly model: TrainedModel | null
}

/** What the desk asks of the rest of the trainer. */
type Current = Pick<CurrentModel, 'pictures' | 'info' | 'model' | 'free' | 'assertFree'> & {
  readonly predictor: Pick<Predictor, 'features' | 'headLogits' | 'backend'>
}

export class LabelAssist implements AssistApi {
  private looking: AbortController | null = null
  private bare: Looker | null = null
  /** The labels of each time that a head learned, of the dataset whose base this is. */
  private taught: { readonly of: string; stages: readonly Stage[] } = { of: '', stages: [] }

  /** @param weights what a network starts from while there is no trained one */
  constructor(
    private readonly current: Current,
    private readonly weights: () => Promise<Weights>,
    private readonly store: FeatureStore = new KeptFeatures(),
  ) {}

  async look(config: RunConfig, anew: boolean, onProgress: (progress: AssistProgress) => void): Promise<AssistReport> {
    this.looking?.abort()
    const looking = new AbortController()
    this.looking = looking
    const { pictures } = this.current
    const { dataset, replaced } = pictures
    const end = () => looking.abort()
    replaced.addEventListener('abort', end)
    try {
      return await this.answered(dataset, config, anew, looking.signal, onProgress)
    } finally {
      replaced.removeEventListener('abort', end)
      if (this.looking === looking) this.looking = null
    }
  }
  async cancel(): Promise<void> {
    this.looking?.abort()
  }

  private async answered(
    dataset: Dataset,
    config: RunConfig,
    anew: boolean,
    signal: AbortSignal,
    onProgress: (progress: AssistProgress) => void,
  ): Promise<AssistReport> {
    const began = performance.now()
    const { current, store } = this
    current.assertFree()
    const looker = await this.looker(config)
    const { model } = looker
    // All that are open, with a label or without: whatever is labelled, their features are kept.
    const ids = Uint32Array.from(dataset.samples, ({ id }) => id)
    const look = (done: number) => onProgress({ phase: 'looking', done, of: ids.length })
    look(0)
    const set = await current.pictures.usingPool((pool) =>
      lookedAt({
        ...{ dataset, ids, network: looker.network, backbone: looker.backbone, predictor: current.predictor, pool, store, signal },
        check: () => this.assertSame(model),
        onProgress: look,
      }),
    )
    const base = dataset.base ?? dataset.fingerprint
    if (this.taught.of !== base) this.taught = { of: base, stages: [] }
    const { taught } = this
    const found = await answerAll({
      ...{ dataset, set, width: looker.network.spec.featureWidth, seed: config.seed, stages: taught.stages },
      model: model && !anew && knows(model, dataset) ? await this.modelAnswers(model, dataset, set, signal) : null,
      breathe: breather(signal),
      onProgress: (done, of) => onProgress({ phase: 'answering', done, of }),
    })
    taught.stages = found.stages
    return {
      ...{ fingerprint: dataset.fingerprint, classes: dataset.classes },
      ...found.said,
      unreadable: set.failed.filter((id) => isWithoutLabel(dataset, id)).length,
      milliseconds: performance.now() - began,
    }
  }

  /**
   * A trained model's, or else that of the weights that a run would start from.
   * @throws Problem `nothing-learnt` where nothing in them has learnt, `size-of-patches` where that takes no pictures of the recipe's size
   */
  private async looker(config: RunConfig): Promise<Looker> {
    if (this.current.info) {
      const model = this.current.free
      this.bare = null
      return { network: model, backbone: backboneOf(model), model }
    }
    const { info, params } = await this.weights()
    if (info.isUntrained) throw new Problem('nothing-learnt', { network: NETWORKS[info.depth].label })
    const { bare } = this
    const now = { ...config, depth: info.depth, attention: info.attention }
    if (bare?.backbone === info.sha256 && seenBy(bare.network.config) === seenBy(now)) return bare
    // Pictures are looked at in evaluation's size.
    assertSizes({ ...now, trainSizes: '' })
    const spec = specFor(now, 2)
    const network = { spec, params: withFreshHead(spec, params, config.seed, info.name), config: now }
    this.bare = { network, backbone: info.sha256, model: null }
    return this.bare
  }

  /** The run's own head on features, tempered by its validation. */
  private async modelAnswers(
    model: TrainedModel,
    dataset: Dataset,
    { ids, features }: FeatureSet,
    signal: AbortSignal,
  ): Promise<ModelAnswers> {
    const { classes } = model.info
    const logits = await this.current.predictor.headLogits(model, features, ids.length, () => {
      signal.throwIfAborted()
      this.assertSame(model)
    })
    const { validation, record } = model
    const temperature = validation ? fitTemperature(validation.labels, validation.logits, classes.length).temperature : 1
    // By their own paths, however the same pictures came: other pictures may well have the same names.
    const known = samePictures(record.dataset, dataset) ? samplesAt(dataset, record.split.train) : []
    const learnt = new Set(known.flatMap((sample) => sample?.id ?? []))
    return {
      classes,
      logits: logits.map((logit) => logit / temperature),
      learnt: (id) => learnt.has(id),
    }
  }

  /** @throws Problem `busy` where a run has the engine, or another model, or other weights of its run, answer by now */
  private assertSame(model: TrainedModel | null): void {
    this.current.assertFree()
    const now = this.current.info ? this.current.model : null
    if (now && model ? !sameWeights(now, model) : now !== model) throw new Problem('busy', {})
  }
}

/** What features of the same weights depend on, and the engine that is wished for: equal texts mean the same network will do. */
const seenBy = ({ depth, attention, imageSize, transparency, batchSize, backend }: RunConfig): string =>
  JSON.stringify([depth, attention, imageSize, transparency, batchSize, backend])

/** Whether a model can name every class that there is: an unlabelled folder has none. */
const knows = ({ info }: TrainedModel, { classes }: Dataset): boolean => classes.every((name) => info.classes.includes(name))

const isWithoutLabel = ({ samples }: Dataset, id: number): boolean => samples[id]!.label < 0 && !samples[id]!.leftOut
