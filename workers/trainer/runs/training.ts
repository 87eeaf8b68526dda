/** The run that is on: started, gone on with, paused and stopped; and what is asked before it: an estimate, the learning-rate finder. */
import { type Dataset, idsOf, testedIds } from '../../data/dataset/dataset'
import {
  type ChosenNetwork,
  type DeviceInfo,
  type DeviceOffer,
  effective,
  type Listener,
  type NetworkFacts,
  Problem,
  parseConfig,
  type RunConfig,
  type RunEvent,
  type RunSummary,
  type Sweep,
  type SweepPoint,
  type Text,
  type TrainEstimate,
  type TrainingApi,
} from '../../protocol'
import { trainSize } from '../../recipe/batches'
import { ofWeights } from '../../recipe/network'
import { usesFeatureCache } from '../../recipe/strategy'
import { makeEngine } from '../devices/devices'
import { roomOf } from '../devices/room'
import { Spare } from '../devices/spare'
import { computedBy, featureKey, rememberedStamp, testFeatureKey } from '../features/featureKey'
import { KeptFeatures } from '../features/featureStore'
import { picturesToMake } from '../features/features'
import { RunControl } from '../fit/control'
import { sweepLearningRate } from '../fit/finder'
import { deviceToGoOn, offerFor } from '../fit/offer'
import { assertSizes, specFor } from '../fit/plan'
import type { Predictor, TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { sampleBatches, trainable } from '../pictures/samples'
import type { WeightsChoice } from '../weights/choice'
import { startingParams } from '../weights/head'
import { estimateRun } from './estimate'
import type { KeptRuns } from './kept'
import { holdingRun } from './lock'
import { longer } from './longer'
import { networkFacts } from './network'
import { datasetOf } from './recorded'
import { presentRun } from './records'
import { type Ended, newRecord, runSession, type Session } from './session'
import { Speeds } from './speeds'

/** A network is drawn for so many where no pictures are open. */
const FEWEST_CLASSES = 2

export class Training implements TrainingApi {
  private control: RunControl | null = null
  readonly speeds = new Speeds()
  readonly features = new KeptFeatures()

  /** @param onModel takes the model of a run that ended, before its engine may answer for it */
  constructor(
    private readonly pictures: Pictures,
    private readonly weights: WeightsChoice,
    private readonly runs: KeptRuns,
    private readonly predictor: Predictor,
    private readonly onModel: (model: TrainedModel) => void,
  ) {}

  /** Whether a run, or the finder, has the engine. */
  get busy(): boolean {
    return this.control !== null
  }

  async estimate(chosen: RunConfig): Promise<TrainEstimate> {
    return this.estimateOf(trainable(this.pictures.forRun(chosen)), chosen)
  }

  /** As `estimate`, of pictures as a run has them (`trainable`), whatever is open. */
  async estimateOf(dataset: Dataset, chosen: RunConfig): Promise<TrainEstimate> {
    const { info } = this.weights
    const config = effective(ofWeights(chosen, info))
    const counts = { train: idsOf(dataset, 'train').length, val: idsOf(dataset, 'val').length, test: testedIds(dataset).length }
    const { device } = await offerFor(config, dataset.classes.length)
    const made = await toMake(config, dataset, counts, info.sha256, device, this.features)
    return estimateRun(config, device, dataset.classes.length, { ...counts, made }, await this.speeds.of(device))
  }

  async network(chosen: RunConfig, of: Required<ChosenNetwork> = this.weights.info): Promise<NetworkFacts> {
    const config = effective(ofWeights(chosen, of))
    const { device } = await offerFor(config, this.classes)
    return networkFacts(config, this.classes, await roomOf(device))
  }

  /** What would train with this recipe, from the weights in use. @throws Problem `no-webgpu` when a GPU was chosen and there is none */
  async offer(chosen: RunConfig): Promise<DeviceOffer> {
    return offerFor(effective(ofWeights(chosen, this.weights.info)), this.classes)
  }

  private get classes(): number {
    return Math.max(FEWEST_CLASSES, this.pictures.isOpen ? this.pictures.dataset.classes.length : 0)
  }

  findLearningRate(chosen: RunConfig, onPoint: Listener<SweepPoint>): Promise<Sweep> {
    return this.exclusively(async (control) => {
      const weights = await this.weights.read()
      const config = effective(ofWeights(chosen, weights.info))
      assertSizes(config)
      const dataset = trainable(this.pictures.forRun(config))
      const { device } = await offerFor(config, dataset.classes.length)
      const spec = specFor(config, dataset.classes.length)
      await this.predictor.idle()
      await this.predictor.release()?.dispose()
      const engine = await makeEngine(device)
      try {
        control.assertGoing()
        // A sweep may need more epochs than the first, whose size is all that the engine is loaded for.
        const ofFirst = { ...config, trainSizes: config.trainSizes && String(trainSize(config, 1)) }
        const batches = sampleBatches(dataset, this.pictures.pool, ofFirst)
        const params = startingParams(spec, weights, config.seed, dataset.classes)
        return await sweepLearningRate({ config, spec, params, engine, batches, control, onPoint })
      } finally {
        await engine.dispose()
      }
    })
  }

  train(config: RunConfig, onEvent: Listener<RunEvent>, language: keyof Text = 'en'): Promise<RunSummary> {
    return this.exclusively(async (control) => {
      await this.runs.tidied
      const { config: checked, faults } = parseConfig({ ...config })
      if (faults[0]) throw new Problem('bad-option', { option: faults[0].option, value: String(faults[0].value) })
      const dataset = trainable(this.pictures.forRun(checked))
      const weights = await this.weights.read()
      const fitting = ofWeights(checked, weights.info)
      const { device } = await offerFor(effective(fitting), dataset.classes.length)
      control.assertGoing()
      const record = await newRecord(fitting, dataset, weights, device, language)
      return this.session({ record, dataset, device, control, onEvent, start: { kind: 'fresh', weights } })
    }, onEvent)
  }

  resumeRun(id: string, onEvent: Listener<RunEvent>, more?: number): Promise<RunSummary> {
    return this.exclusively(async (control) => {
      const record = await this.runs.get(id)
      const dataset = trainable(datasetOf(record, this.pictures.dataset))
      const device = await deviceToGoOn(record)
      control.assertGoing()
      return this.session({ record, dataset, device, control, onEvent, start: { kind: 'resume', ...(more === undefined ? {} : { more }) } })
    }, onEvent)
  }

  private async session(session: Omit<Session, 'pool' | 'spare' | 'speeds' | 'features'>): Promise<RunSummary> {
    await this.predictor.idle()
    // A spare engine of another backend would run on the wrong device.
    const spare = new Spare(this.predictor.release())
    if (spare.backend !== session.device.backend) await spare.dispose()
    let ended: Ended
    try {
      ended = await holdingRun(session.record, async () => {
        // Another tab may have trained it further, or deleted it, until it was held; from now on none can.
        const present = session.start.kind === 'resume' ? await presentRun(session.record) : session.record
        const record = session.start.kind === 'resume' && session.start.more ? longer(present, session.start.more) : present
        return runSession({ ...session, record, pool: this.pictures.pool, spare, speeds: this.speeds, features: this.features })
      })
    } finally {
      // Where the run failed before it needed an engine, nobody else would free it.
      await spare.dispose()
      this.pictures.rest()
    }
    this.onModel(ended.model)
    if (ended.engine) await this.predictor.adopt(ended.engine, ended.model)
    return ended.summary
  }

  /**
   * One run, sweep or search at a time; `onEvent` hears when it stands still.
   * @throws Problem `busy`
   */
  async exclusively<T>(run: (control: RunControl) => Promise<T>, onEvent?: Listener<Extract<RunEvent, { type: 'standing' }>>): Promise<T> {
    if (this.control) throw new Problem('busy', {})
    const control = new RunControl((standing) => onEvent?.({ type: 'standing', standing }))
    this.control = control
    try {
      return await run(control)
    } finally {
      this.control = null
    }
  }

  async stop(): Promise<void> {
    this.control?.stop()
  }
  async pause(): Promise<void> {
    this.control?.pause()
  }
  async resume(): Promise<void> {
    this.control?.resume()
  }
  async skipTuning(): Promise<void> {
    this.control?.hurryUp()
  }
}

/** Pictures that a run of cached features would put through the backbone; none in any other. */
async function toMake(
  config: RunConfig,
  dataset: Dataset,
  counts: { readonly train: number; readonly val: number; readonly test: number },
  weights: string,
  device: DeviceInfo,
  features: KeptFeatures,
): Promise<number> {
  if (!usesFeatureCache(config)) return 0
  // Where storage is blocked or broken, nothing is kept that a run could find.
  const kept = await features.names().catch(() => new Set<string>())
  // Every file is asked for the key: not where nothing is kept.
  const none = { run: '', test: '' }
  if (kept.size === 0) return picturesToMake(config, counts, none, kept)
  const run = await featureKey(dataset, config, weights, computedBy(device), rememberedStamp)
  const test = counts.test > 0 ? await testFeatureKey(dataset, config, weights, computedBy(device), rememberedStamp) : ''
  return picturesToMake(config, counts, { run, test }, kept)
}
