/** A search that is on: one trial after another until the plan is through, the time is up or it was stopped. Each trial is a run like any other. */
import type { Dataset } from '../../data/dataset/dataset'
import type { TrainingEngine } from '../../engine/engine'
import {
  type DeviceInfo,
  type Listener,
  Problem,
  type RunConfig,
  type RunEvent,
  type RunRecord,
  type SearchState,
  type Standing,
  type Text,
} from '../../protocol'
import { makeEngine } from '../devices/devices'
import { Spare } from '../devices/spare'
import { computedBy, featureKey, rememberedStamp } from '../features/featureKey'
import type { RunControl } from '../fit/control'
import { saidForPerson } from '../fit/engineFaults'
import { planFor, specFor } from '../fit/plan'
import type { Pictures } from '../pictures/pictures'
import { purgeRun } from '../runs/keeper'
import { holdingRun } from '../runs/lock'
import { runRecords } from '../runs/records'
import { newRecord, type ResumePoint, runSession, type Session } from '../runs/session'
import type { Training } from '../runs/training'
import { withFreshHead } from '../weights/head'
import type { Weights } from '../weights/weights'
import { type FeaturePool, foldBatches, foldFigure, partsOf, pooled } from './folds'
import { RememberedFeatures } from './memory'
import { STAGES } from './space'
import { type Basis, basisOfPictures, isFinding, isThrough, type Step, Trials } from './trials'

interface Search {
  readonly id: string
  /** The recipe that the person had. */
  readonly config: RunConfig
  /** The pictures as every trial uses them, without labelled test pictures. */
  readonly dataset: Dataset
  /** What is kept of it already. */
  readonly runs: readonly RunRecord[]
  readonly seconds: number
  readonly onState: Listener<SearchState>
  readonly language: keyof Text
  readonly control: RunControl
  readonly device: DeviceInfo
  readonly weights: Weights
  readonly spare: Spare
  readonly parts: { readonly pictures: Pick<Pictures, 'pool'>; readonly training: Training }
}

/** The page is told at most this often of what only moved on. */
const REFRESH_MS = 250
/** Whether the time is up is looked at this often, also while nothing is told. */
const LOOK_MS = 500
/** Why a trial cannot be gone on with although it is kept: it is made anew, and comes to the same. */
const MADE_ANEW = ['checkpoint-unreadable', 'checkpoints-removed', 'run-gone']

export class Searching {
  private runs: readonly RunRecord[]
  private spare: Spare
  /** Where heads that may be gone on with stand. */
  private readonly points = new Map<number, ResumePoint>()
  private readonly features: RememberedFeatures
  private pool: FeaturePool | null = null
  private now: SearchState['now'] = null
  private standing: Standing
  private ended: SearchState['ended'] = null
  private isTimeUp = false
  private readonly began: number
  private readonly basis: Basis
  /** The processor, once the card was found wrong for the network. */
  private device: DeviceInfo
  private told = 0

  constructor(private readonly o: Search) {
    this.device = o.device
    this.standing = o.control.paused ? 'pausing' : 'going'
    this.runs = o.runs
    this.spare = o.spare
    this.features = new RememberedFeatures(o.parts.training.features)
    this.began = o.control.now()
    this.basis = basisOfPictures(o.dataset, o.config, o.weights.info.isUntrained ?? false)
  }

  stands(standing: Standing): SearchState {
    this.standing = standing
    return this.state
  }

  dispose(): Promise<void> {
    return this.spare.dispose()
  }

  /** @throws Problem whatever ended a trial, where that is no finding (`isFinding`) */
  async toTheEnd(): Promise<SearchState> {
    const { control } = this.o
    const clock = setInterval(() => this.lookAtTime(), LOOK_MS)
    try {
      for (let step = await this.next(), before: Step | null = null; step && !control.stopped; step = await this.next()) {
        // Every step brings a figure, a failure or an end: no wait is for ever.
        if (before?.trial.number === step.trial.number && before.epochs === step.epochs) throw new Error('a trial came to nothing')
        before = step
        await this.take(step)
      }
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'stopped-early' || !control.stopped) throw error
    } finally {
      clearInterval(clock)
      this.now = null
    }
    // A stop, or the end of the time, that came after the last trial left nothing out.
    this.ended = this.trials.next === null ? 'done' : this.isTimeUp ? 'time' : 'left'
    this.tell()
    return this.state
  }

  private get spent(): number {
    return (this.o.control.now() - this.began) / 1000
  }

  private lookAtTime(): void {
    if (this.isTimeUp || this.spent < this.o.seconds) return
    this.isTimeUp = true
    this.o.control.stop()
  }

  /** What the plan has next; null where nothing is left of it, or the time that is left does not do for it. */
  private async next(): Promise<Step | null> {
    const step = this.trials.next
    if (step?.trial.kind !== 'whole' || step.trial.record) return step
    const { seconds } = await this.o.parts.training.estimateOf(this.o.dataset, step.trial.config)
    if (this.spent + seconds <= this.o.seconds) return step
    this.isTimeUp = true
    return null
  }

  private get trials(): Trials {
    return new Trials(this.runs, this.basis)
  }

  private async take({ trial, epochs }: Step): Promise<void> {
    const { number, kind, record } = trial
    this.now = { trial: number, epoch: record?.epochs.length ?? 0, epochs, features: null }
    this.tell()
    if (kind === 'whole') this.forgetHeads()
    if (!record || !isThrough(record, epochs)) await this.train(trial.number, { ...trial.config, epochs }, kind === 'head', record)
    const run = this.runOf(number)
    if (run && kind === 'head' && this.trials.folds > 0) await this.fold(run, epochs)
    const { staying } = this.trials
    for (const over of this.points.keys()) if (!staying.has(over)) this.points.delete(over)
    this.now = null
    this.tell()
  }

  /** No head comes after a whole network, which needs the memory. */
  private forgetHeads(): void {
    this.points.clear()
    this.pool = null
    this.features.clear()
  }

  private runOf(number: number): RunRecord | undefined {
    return this.runs.find(({ search }) => search?.trial === number)
  }

  /** Trains a trial up to the epochs of `config`, from where it is. */
  private async train(number: number, config: RunConfig, isHead: boolean, known: RunRecord | undefined): Promise<void> {
    const { dataset, weights, language, id } = this.o
    const { device } = this
    const from = this.points.get(number)
    try {
      if (known && known.status !== 'failed') {
        await this.session({ ...known, config }, { kind: 'resume', ...(from ? { from } : {}) })
        return
      }
    } catch (error) {
      if (!(error instanceof Problem) || !MADE_ANEW.includes(error.code)) throw error
    }
    if (known) await remove(known)
    // The first has what the search began with as its own; where it is deleted, the others still say it.
    const search = { id, trial: number, ...(number === 1 ? {} : { from: this.basis.config }) }
    const trial = { search, ...(isHead ? { frozenIn: id } : {}) }
    const record = await newRecord(config, dataset, weights, device, language, trial)
    await this.session(record, { kind: 'fresh', weights })
  }

  private async session(record: RunRecord, start: Session['start']): Promise<void> {
    const { dataset, control, parts } = this.o
    const { spare, device } = this
    const number = record.search!.trial
    try {
      const { model, at, engine } = await holdingRun(record, () =>
        runSession({
          ...{ record, dataset, device, control, spare, start },
          ...{ pool: parts.pictures.pool, speeds: parts.training.speeds, features: this.features, stamp: rememberedStamp, isTrial: true },
          onEvent: (event) => this.hear(event),
        }),
      )
      this.spare = new Spare(engine)
      if (record.frozenIn !== undefined && record.config.epochs < STAGES.at(-1)!) this.points.set(number, at)
      else this.points.delete(number)
      this.know(model.record)
      const { device: came } = model.record
      if (came.backend !== device.backend) this.device = { ...device, ...came }
    } catch (error) {
      await spare.dispose()
      this.spare = new Spare(null)
      this.points.delete(number)
      await this.look(record.id)
      if (!(error instanceof Problem) || !isFinding(number, error.code, this.basis)) throw error
    }
  }

  /** Takes in how a run stands now. */
  private async look(id: string): Promise<void> {
    const record = await runRecords.get(id).catch(() => undefined)
    if (record) this.know(record)
    else this.runs = this.runs.filter((run) => run.id !== id)
  }

  private know(record: RunRecord): void {
    this.runs = [...this.runs.filter(({ search }) => search?.trial !== record.search?.trial), record]
  }

  /** Has all pictures judged by heads of the other parts, at a stage that the trial's own run is through. */
  private async fold(run: RunRecord, epochs: number): Promise<void> {
    const { dataset, weights, control } = this.o
    if (run.epochs.length === 0 || run.search?.folds?.some((one) => one.epochs === epochs)) return
    this.pool ??= await this.lookAtAll(run.config)
    const config = { ...run.config, epochs }
    const spec = specFor(config, dataset.classes.length)
    const parts = partsOf(dataset, this.trials.folds, config.seed)
    let [right, judged, lossSum] = [0, 0, 0]
    for (const part of parts) {
      control.assertGoing()
      await control.rest()
      const train = Uint32Array.from(parts.filter((other) => other !== part).flatMap((ids) => Array.from(ids)))
      const batches = foldBatches(this.pool, dataset, { train: train.toSorted(), val: part }, config)
      if (batches.valCount === 0) continue
      const params = withFreshHead(spec, weights.params, config.seed, weights.info.name)
      const { figure, engine } = await foldFigure({
        config,
        spec,
        classes: dataset.classes,
        batches,
        params,
        control,
        newEngine: () => this.engine(),
      })
      this.spare = new Spare(engine)
      right += figure.right
      judged += figure.judged
      lossSum += figure.lossSum
    }
    const fold = { epochs, right, judged, loss: lossSum / judged }
    const add = (now: RunRecord): RunRecord => ({
      ...now,
      search: { ...now.search!, folds: [...(now.search?.folds ?? []).filter((one) => one.epochs !== epochs), fold] },
    })
    const { record } = await runRecords.changeOrHold(run.id, add)
    this.know(record ?? add(run))
  }

  private async engine(): Promise<TrainingEngine> {
    return this.spare.take() ?? makeEngine(this.device)
  }

  /** The features of all pictures, for heads of any parts. */
  private async lookAtAll(run: RunConfig): Promise<FeaturePool> {
    const { dataset, weights, control, parts } = this.o
    const config: RunConfig = { ...run, balance: 'none' }
    const spec = specFor(config, dataset.classes.length)
    const engine = await this.engine()
    this.spare = new Spare(engine)
    return saidForPerson(config, async () => {
      await engine.load(
        spec,
        withFreshHead(spec, weights.params, config.seed, weights.info.name),
        planFor(
          config,
          1,
          dataset.classes.map(() => 1),
        ),
      )
      return pooled({
        ...{ dataset, spec, control, engine, pool: parts.pictures.pool, store: this.features },
        config: { ...config, epochs: Number.MAX_SAFE_INTEGER },
        keyOf: (one) => featureKey(one, config, weights.info.sha256, computedBy(engine.info), rememberedStamp),
        onProgress: ({ done, of }) => this.moved({ features: { done, of } }),
      })
    })
  }

  private hear(event: RunEvent): void {
    this.lookAtTime()
    if (event.type === 'feature-progress') this.moved({ features: { done: event.done, of: event.of } })
    else if (event.type === 'step') this.moved({ features: null, epoch: event.epoch })
  }

  private moved(change: Partial<NonNullable<SearchState['now']>>): void {
    if (!this.now) return
    this.now = { ...this.now, ...change }
    this.lookAtTime()
    if (Date.now() - this.told >= REFRESH_MS) this.tell()
  }

  private tell(): void {
    this.told = Date.now()
    this.o.onState(this.state)
  }

  private get state(): SearchState {
    const { id, dataset, weights, seconds } = this.o
    const { now, standing, spent, ended } = this
    const { fingerprint, name, pictures, base } = dataset
    return {
      ...{
        id,
        dataset: { fingerprint, name, pictures: [...pictures], ...(base === undefined ? {} : { base }) },
        weights: weights.info.sha256,
      },
      ...this.trials.shown(now?.trial ?? null),
      ...{ now, standing, seconds, spent, ended },
    }
  }
}

/** A run that cannot be gone on with makes room for the one that takes its place. */
async function remove({ id }: RunRecord): Promise<void> {
  await runRecords.change(id, (run) => ({ ...run, deletedAt: new Date().toISOString() }))
  await purgeRun(id)
}
