/**
 * The fit loop: epochs of steps, a validation after each, early stopping, the best weights kept; goes on from a snapshot after a
 * pause, a reload or a lost device, and then gives the same numbers, since every draw is keyed by counters in the clock; up to rounding
 * where kernels were chosen by time, or dropped, meanwhile.
 * One class although long: every step of a run moves the same clock, snapshot and engine, and recovery has to see all three.
 */
import { type EngineInfo, EngineLostError, type Precision, type StepHandle, type TrainingEngine, type TrainPlan } from '../../engine/engine'
import type { ModelSpec, ParamMap } from '../../model/spec'
import { type EpochRecord, type FinishReason, Problem, type RunConfig, type RunEvent, type RunSummary } from '../../protocol'
import { furtherSizes, trainingWork, trainSize } from '../../recipe/batches'
import { plateauAfter, scheduled } from '../../recipe/schedule'
import { frozenBlocks } from '../../recipe/strategy'
import { type BatchSource, type LoadedBatch, picturesIn } from './batches'
import { bestOf, CLOCK_START, type RunClock, summaryOf } from './clock'
import { breathe, type Rest, type RunControl } from './control'
import { astrayAfter, endedAstray, ranAway } from './divergence'
import { problemOfEngine, rethrowForPerson } from './engineFaults'
import { reopened } from './lostDevice'
import { answeringPlan, batchFor, hyperFor, planFor } from './plan'
import { choosePrecision, type KeptTimes } from './precision'
import { type Pace, RateMeter, secondsLeft, secondsLeftOfFeatures } from './rate'
import { sharing } from './sharing'
import { shouldStop, stoppingAfter } from './stopping'
import { tuned } from './tuned'
import { Unreadable } from './unreadable'
import { type Validation, validate } from './validate'

/** Everything that a run needs to go on exactly. */
export interface Snapshot {
  readonly clock: RunClock
  readonly params: ParamMap
  readonly optimizer: ParamMap
  /** Parameters of the best epoch so far; null before the first. */
  readonly best: ParamMap | null
}

export interface FitOptions {
  readonly config: RunConfig
  readonly spec: ModelSpec
  readonly classes: readonly string[]
  readonly batches: BatchSource
  /** Where to start from: a fresh head on pretrained weights, or a snapshot. */
  readonly start: { readonly params: ParamMap } | Snapshot
  /** Makes an engine: once at the start, and again after the device was lost. */
  readonly newEngine: () => Promise<TrainingEngine>
  /** Told of each engine when the network is in it: only then is it known whether its threads came. */
  readonly onLoaded?: (info: EngineInfo, precision: Precision) => Promise<void>
  /** What a run that goes on began in; it does so again where the device can. */
  readonly began?: Precision | undefined
  /** Where it is kept what takes less time on a device. */
  readonly stepTimes?: KeptTimes
  readonly control: RunControl
  readonly emit: (event: RunEvent) => void
  /** Takes a snapshot to safe storage: after every epoch, and within one every `snapshotEveryMs`. */
  readonly save?: (snapshot: Snapshot) => Promise<void>
  readonly snapshotEveryMs?: number
  /** Paths of pictures that an earlier part of the run has named as unreadable. */
  readonly unreadable?: readonly string[]
  /** Whether a stop leaves the run where it stands, to be gone on with: a last snapshot, and then Problem `stopped-early`, whatever it has learnt. */
  readonly leaves?: boolean
  /** Waits before each try to reopen a lost device; tests do not want to wait. */
  readonly reopenAfterMs?: readonly number[]
  /** How many labelled test pictures are scored after it: told in the time left, and nothing else. */
  readonly testCount?: number
}

export interface FitResult {
  readonly reason: FinishReason
  readonly summary: RunSummary
  /** Parameters of the best epoch. */
  readonly params: ParamMap
  /** The optimizer's state and all parameters at the end of the last whole epoch, for a continuation elsewhere; within an epoch only where a resumed run ended no other. */
  readonly last: Snapshot
  /** The best epoch's answers on the validation pictures. */
  readonly validation: Validation
  readonly engine: TrainingEngine
}

/** Steps whose results may be outstanding: enough to keep a GPU busy, few enough for the chart to be current. */
const IN_FLIGHT = 3
/** Device losses without a snapshot gained in between before the run gives up. */
const MAX_RESTORES = 3

/**
 * Runs to the end.
 * @throws Problem `diverged` when the loss ran away before there was an epoch to keep; `device-lost` when the device does not stay up;
 * `stopped-early` when it was stopped before the first step, or was to be left (`leaves`); `decode-failures` when too many pictures cannot be read
 */
export async function fitModel(options: FitOptions): Promise<FitResult> {
  const run = new Fit(options)
  try {
    return await run.toTheEnd()
  } catch (error) {
    await run.abandon()
    throw error
  }
}

/** The loss ran away in a step: the run ends with what it had before. */
class Astray extends Error {
  constructor(readonly at: { readonly epoch: number; readonly step: number }) {
    super('the loss ran away')
  }
}

/** Of the sizes after the first. */
const furtherPlans = (config: RunConfig, trainCounts: readonly number[], precision: Precision): TrainPlan[] =>
  furtherSizes(config).map((imageSize) => {
    const learns = imageSize !== config.imageSize || trainSize(config, config.epochs) === imageSize
    return learns ? { ...planFor(config, config.epochs, trainCounts, precision), imageSize } : answeringPlan(config)
  })

/** What a run has to show so far; a restored one begins again with what its snapshot holds, and nothing else. */
interface Found {
  /** Parameters of the best epoch; null before the first. */
  readonly best: ParamMap | null
  /** Their answers; null where they were given before the snapshot. */
  readonly bestValidation: Validation | null
  /** The last epoch that ended here: what its record says of the validation is true of these weights. */
  readonly epochEnd: Snapshot | null
}

interface Pending {
  readonly handle: StepHandle
  readonly batch: LoadedBatch
  readonly clock: RunClock
  readonly learningRate: number
}

class Fit {
  private clock: RunClock
  private snapshot: Snapshot
  private found: Found
  private held: TrainingEngine | null = null
  /** Null until it is chosen, with the first engine: a device that comes back goes on in the same. */
  private precision: Precision | null = null
  private rate = new RateMeter()
  /** Passes by the clock of training alone, whatever lies between the epochs. */
  private readonly passes = new RateMeter()
  private pace: Pace = { passesPerSecond: 0, validationSeconds: null, besidesSeconds: null, featuresPerSecond: 0 }
  /** When the last validation ended, by the run's clock; null before there was one. */
  private judgedAt: number | null = null
  /** Until when `trainSeconds` counts, by the run's clock. */
  private mark = 0
  private readonly unreadable: Unreadable
  private waitedMs = 0
  private stepMs = 0
  private restores = 0
  private lastSaved: number
  /** Whatever becomes of the device: what brought it down is not tried twice. */
  private isTuned = false

  constructor(private readonly o: FitOptions) {
    const { start, batches, control, emit, unreadable } = o
    // A clock of an earlier version counted less.
    this.snapshot =
      'clock' in start
        ? { ...start, clock: { ...CLOCK_START, ...start.clock } }
        : { clock: CLOCK_START, params: start.params, optimizer: new Map(), best: null }
    this.clock = this.snapshot.clock
    this.found = { best: this.snapshot.best, bestValidation: null, epochEnd: null }
    this.lastSaved = control.now()
    const pathOf = (id: number) => batches.pathOf(id)
    this.unreadable = new Unreadable(batches.trainCount + batches.valCount, pathOf, (note) => emit({ type: 'note', note }), unreadable)
  }

  private restore(): void {
    this.clock = this.snapshot.clock
    this.found = { best: this.snapshot.best, bestValidation: null, epochEnd: null }
  }

  /** Frees the device after a failure. */
  async abandon(): Promise<void> {
    // The failure itself is on its way to the person; a device that is gone cannot be freed any further.
    await this.held?.dispose().catch(() => {})
  }

  private get engine(): TrainingEngine {
    if (!this.held) throw new Error('the run has no engine yet')
    return this.held
  }

  private get weights(): 'live' | 'ema' {
    return this.o.config.emaDecay > 0 ? 'ema' : 'live'
  }

  async toTheEnd(): Promise<FitResult> {
    this.held = await this.o.newEngine()
    if (this.o.batches.shown(1) < this.o.batches.trainCount) this.o.emit({ type: 'note', note: { code: 'last-picture-dropped' } })
    for (;;) {
      try {
        return await this.attempt()
      } catch (error) {
        if (!(error instanceof EngineLostError)) throw error
        const { config } = this.o
        if (error.reason === 'out-of-memory' || ++this.restores > MAX_RESTORES)
          throw problemOfEngine(error, { ...config, imageSize: trainSize(config, this.clock.epoch) })
        await this.engine.dispose().catch(() => {})
        this.held = await reopened(this.o.newEngine, error, this.o.reopenAfterMs)
        this.restore()
        this.o.emit({ type: 'note', note: { code: 'device-restored', detail: error.message } })
      }
    }
  }

  private async load(params: ParamMap, optimizer: ParamMap): Promise<void> {
    const plan = planFor(this.o.config, this.clock.epoch, this.o.batches.trainCounts, this.precision ?? 'f32')
    await this.engine.load(this.o.spec, params, plan, optimizer.size ? optimizer : undefined).catch(rethrowForPerson)
    // A plan of its own, as after an unfreezing, may be the first that something of is wrong.
    if (this.precision === 'mixed' && !this.engine.info.mixes) {
      this.precision = 'f32'
      this.o.emit({ type: 'note', note: { code: 'no-mixed-precision' } })
    }
    await this.o.onLoaded?.(this.engine.info, this.precision ?? 'f32')
  }

  private async chosenPrecision(): Promise<Precision> {
    const { config, spec, batches, control, began, stepTimes, emit } = this.o
    const plan = planFor(config, config.epochs, batches.trainCounts)
    const { params } = this.snapshot
    const asked = { config, engine: this.engine, spec, params, plan, began, kept: stepTimes, now: () => control.now() }
    const { precision, note } = await choosePrecision(asked).catch(rethrowForPerson)
    if (note) emit({ type: 'note', note })
    return precision
  }

  /** A size that the device cannot hold is found now, and not when epochs have been trained for it. */
  private async tryFurtherSizes(): Promise<void> {
    const { config, spec, batches } = this.o
    for (const plan of furtherPlans(config, batches.trainCounts, this.precision ?? 'f32'))
      await this.engine.load(spec, this.snapshot.params, plan).catch(rethrowForPerson)
  }

  /** Before it has learnt anything: one that goes on takes what is known, and waits for nothing. Kernels are timed in f32 only, as what `auto` compares mixed precision with. */
  private async tune(): Promise<void> {
    const { config, spec, batches, control, emit } = this.o
    if (!config.timeKernels || this.isTuned) return
    this.isTuned = true
    if (this.clock.seen > 0 || this.clock.history.length > 0) return
    if (config.precision === 'mixed' && this.engine.info.mixes) return
    const first = planFor(config, this.clock.epoch, batches.trainCounts)
    // Gradual unfreezing asks for the most gradients in the end.
    const last = planFor(config, config.epochs, batches.trainCounts)
    const unfrozen = last.frozenBlocks === first.frozenBlocks ? [] : [{ ...last, imageSize: first.imageSize }]
    const plans = [first, ...unfrozen, ...furtherPlans(config, batches.trainCounts, 'f32')]
    await tuned(this.engine, spec, plans, control.hurried, emit)
  }

  private async attempt(): Promise<FitResult> {
    const { control, emit } = this.o
    emit({ type: 'phase', phase: 'loading' })
    const { config, spec, batches } = this.o
    await this.engine.prove?.(spec, planFor(config, config.epochs, batches.trainCounts)).catch(rethrowForPerson)
    await this.tune()
    this.precision ??= await this.chosenPrecision()
    await this.tryFurtherSizes()
    await this.load(this.snapshot.params, this.snapshot.optimizer)
    if (this.engine.info.alone) emit({ type: 'note', note: { code: 'one-thread' } })
    await control.rest()
    await this.prepare()
    this.assertBegun()
    this.mark = control.now()
    this.passes.restart(this.worked)
    let reason = this.over()
    while (!reason) {
      await this.leaveWhereStopped()
      emit({ type: 'phase', phase: 'training' })
      try {
        await this.trainEpoch()
      } catch (error) {
        if (!(error instanceof Astray)) throw error
        if (this.clock.history.length === 0) throw new Problem('diverged', error.at)
        return this.finish('diverged')
      }
      await this.leaveWhereStopped()
      this.assertBegun()
      // Stopped in the very first epoch, what was learnt so far is still validated, so that there is a model to use.
      if (control.stopped && this.clock.history.length > 0) break
      await this.finishEpoch()
      await control.rest()
      reason = this.over()
      if (!reason) await this.unfreeze()
    }
    return this.finish(reason ?? 'stopped')
  }

  /** Why no further epoch is trained; null while one is. All but a stop stands in the clock: a run that goes on from its last checkpoint ends as it would have. */
  private over(): FinishReason | null {
    const { config, control } = this.o
    const { epoch, batch, history, stopping } = this.clock
    // Stopped before the first epoch ended, there is no model yet.
    if (control.stopped && !this.o.leaves) return history.length > 0 ? 'stopped' : null
    if (batch > 0) return null
    const last = history.at(-1)
    if (last && !Number.isFinite(last.val.loss)) return 'diverged'
    if (last && shouldStop(stopping, config.patience)) return 'early-stop'
    return epoch > config.epochs ? 'completed' : null
  }

  /** @throws Problem `stopped-early` where the run was stopped before it learnt from anything: there is no model to give */
  private assertBegun(): void {
    if (this.o.control.stopped && this.clock.seen === 0 && this.clock.history.length === 0) throw new Problem('stopped-early', {})
  }

  /** @throws Problem `stopped-early` where the run was stopped and is to be gone on with from this very step */
  private async leaveWhereStopped(): Promise<void> {
    const { control, config, leaves } = this.o
    if (!leaves || !control.stopped) return
    // Mid-accumulation the gradients live in the engine only: it goes on from the last update that was kept.
    if (this.clock.batch % config.accumulate === 0 && this.clock.batch > this.snapshot.clock.batch) await this.takeSnapshot()
    throw new Problem('stopped-early', {})
  }

  /** Work that the batches need of the engine first; its time counts to the epoch that waits for it. */
  private async prepare(): Promise<void> {
    const { batches, control, emit } = this.o
    if (!batches.prepare) return
    emit({ type: 'phase', phase: 'features' })
    const mark = control.now()
    const rate = new RateMeter()
    rate.restart(mark)
    let featuresPerSecond = 0
    const { course } = this
    await batches.prepare({
      engine: this.engine,
      control,
      onProgress({ made, ...progress }) {
        const imagesPerSecond = rate.add(control.now(), made)
        featuresPerSecond = imagesPerSecond
        const left = rate.isSettled ? secondsLeftOfFeatures(course, progress, imagesPerSecond) : Number.NaN
        emit({ type: 'feature-progress', ...progress, imagesPerSecond, secondsLeft: left })
      },
      onFailed: (split, ids) => this.unreadable.take(split, ids),
    })
    this.pace = { ...this.pace, featuresPerSecond }
    const seconds = (control.now() - mark) / 1000
    this.clock = {
      ...this.clock,
      epochSeconds: this.clock.epochSeconds + seconds,
      runSeconds: this.clock.runSeconds + seconds,
      trainSeconds: this.clock.trainSeconds + seconds,
    }
  }

  /** Gradual unfreezing, and sizes that grow: a new frozen prefix or size is a new plan; parameters and the optimizer's state are carried over. */
  private async unfreeze(): Promise<void> {
    const { config, emit } = this.o
    const before = frozenBlocks(config, this.clock.epoch - 1)
    const now = frozenBlocks(config, this.clock.epoch)
    const sameSize = trainSize(config, this.clock.epoch - 1) === trainSize(config, this.clock.epoch)
    if ((now === before && sameSize) || this.clock.epoch > config.epochs) return
    await this.load(await this.engine.params(), await this.engine.optimizerState())
    // From the head downwards, as they are unfrozen.
    for (const block of this.o.spec.blocks.slice(now, before).toReversed())
      emit({ type: 'note', note: { code: 'unfroze', block, epoch: this.clock.epoch } })
  }

  private async trainEpoch(): Promise<void> {
    const { config, batches, control } = this.o
    const accumulate = config.accumulate
    const shown = batches.shown(this.clock.epoch)
    const total = Math.ceil(shown / config.batchSize)
    const pending: Pending[] = []
    this.mark = control.now()
    if (this.judgedAt !== null) this.pace = { ...this.pace, besidesSeconds: (this.mark - this.judgedAt) / 1000 }
    this.rate.restart(this.mark)
    const rest: Rest = {
      settle: async () => {
        await this.drainAll(pending)
        this.countTime()
      },
      // Mid-accumulation the gradients live in the engine only: the snapshot waits for the next update.
      keep: async () => {
        if (this.clock.batch % accumulate === 0 && this.clock.batch > this.snapshot.clock.batch) await this.takeSnapshot()
      },
    }
    const onWaited = (ms: number) => {
      if (this.clock.counter > 0) this.waitedMs += ms
    }
    for await (const batch of control.each(batches.train(this.clock.epoch, this.clock.batch), { rest, onWaited })) {
      this.unreadable.take('train', batch.failed)
      const inGroup = this.clock.batch % accumulate
      const groupStart = this.clock.batch - inGroup
      const at = this.scheduledAt(this.clock.update)
      const last = inGroup === accumulate - 1 || this.clock.batch === total - 1
      const share = batch.n / picturesIn(shown, config.batchSize, groupStart, Math.min(groupStart + accumulate, total))
      const handle = this.engine.step(
        batchFor(config, batch, this.clock.counter, this.o.classes.length, trainSize(config, this.clock.epoch)),
        hyperFor(config, at, { update: this.clock.update, updatesPerEpoch: this.updatesPerEpoch, share, first: inGroup === 0, last }),
      )
      // A rejection is met when the step is drained; until then it must not count as unhandled.
      handle.result.catch(() => {})
      this.clock = {
        ...this.clock,
        batch: this.clock.batch + 1,
        counter: this.clock.counter + 1,
        update: this.clock.update + (last ? 1 : 0),
      }
      pending.push({ handle, batch, clock: this.clock, learningRate: at.learningRate })
      // An engine that blocks its thread works here and not while the next batch is waited for.
      await (pending.length >= IN_FLIGHT ? this.drain(pending.shift()!) : breathe())
      this.countTime()
      if (last && this.clock.batch < total) await this.maybeSnapshot(pending)
    }
    await this.drainAll(pending)
    this.countTime()
  }

  private get updatesPerEpoch(): number {
    return Math.ceil(this.o.batches.batchesPerEpoch / this.o.config.accumulate)
  }

  /** Updates done when this epoch ends. One that a stop cut short counts as whole: trained longer, the next one has the updates that belong to it. */
  private get updateAtEnd(): number {
    const { config, batches, control } = this.o
    const { epoch, batch, update } = this.clock
    const isCut = control.stopped && batch < Math.ceil(batches.shown(epoch) / config.batchSize)
    return isCut ? epoch * this.updatesPerEpoch : update
  }

  private scheduledAt(update: number) {
    const { config } = this.o
    return scheduled(config, {
      update,
      updatesPerEpoch: this.updatesPerEpoch,
      epochs: config.epochs,
      plateauFactor: this.clock.plateau.factor,
    })
  }

  private countTime(): void {
    const now = this.o.control.now()
    const seconds = (now - this.mark) / 1000
    this.stepMs += now - this.mark
    this.mark = now
    this.clock = {
      ...this.clock,
      epochSeconds: this.clock.epochSeconds + seconds,
      runSeconds: this.clock.runSeconds + seconds,
      trainSeconds: this.clock.trainSeconds + seconds,
    }
  }

  /** Milliseconds that the run has trained. */
  private get worked(): number {
    return 1000 * this.clock.trainSeconds + this.o.control.now() - this.mark
  }

  private async drainAll(pending: Pending[]): Promise<void> {
    while (pending.length) await this.drain(pending.shift()!, true)
  }

  /** @param isBurst whether all that is outstanding is waited for: an engine that blocks its thread has done it by then, and gives it in no time */
  private async drain(step: Pending, isBurst = false): Promise<void> {
    const { loss, correct, skipped } = await step.handle.result
    if (skipped) this.o.emit({ type: 'note', note: { code: 'update-skipped', epoch: step.clock.epoch, step: step.clock.batch } })
    const astray = astrayAfter(this.clock.astray, loss, this.o.classes.length)
    if (ranAway(astray, loss)) throw new Astray({ epoch: step.clock.epoch, step: step.clock.batch })
    const n = step.batch.n
    this.clock = {
      ...this.clock,
      astray,
      lossSum: this.clock.lossSum + loss * n,
      correct: this.clock.correct + correct,
      seen: this.clock.seen + n,
      trainedPictures: this.clock.trainedPictures + n,
    }
    const imagesPerSecond = this.rate.add(this.o.control.now(), n)
    const passesPerSecond = this.passes.add(this.worked, n * trainingWork(this.o.config, step.clock.epoch))
    if (!isBurst || !this.passes.isSettled) this.pace = { ...this.pace, passesPerSecond }
    this.o.emit({
      type: 'step',
      epoch: step.clock.epoch,
      step: step.clock.batch,
      loss,
      accuracy: correct / n,
      learningRate: step.learningRate,
      imagesPerSecond,
      waiting: this.stepMs > 0 ? Math.min(1, this.waitedMs / this.stepMs) : 0,
      secondsLeft: this.passes.isSettled ? secondsLeft(this.course, this.pace) : Number.NaN,
    })
  }

  private get course() {
    const { config, batches, testCount = 0 } = this.o
    const { epoch, batch, seen } = this.clock
    // Of the steps that were begun and have no result yet one half counts: an engine that blocks its thread has done them, another none.
    const begun = Math.max(seen, Math.min(batch * config.batchSize, batches.trainCount))
    return { config, batches, clock: { epoch, seen: (seen + begun) / 2 }, testCount }
  }

  private async maybeSnapshot(pending: Pending[]): Promise<void> {
    const every = this.o.snapshotEveryMs
    if (every === undefined || this.o.control.now() - this.lastSaved < every) return
    await this.drainAll(pending)
    await this.takeSnapshot()
  }

  /** Parameters as they are now, with the very arrays of the last snapshot where they are the same: those of frozen blocks are not even asked for. */
  private async learnt(weights: 'live' | 'ema'): Promise<ParamMap> {
    const { params: before } = this.snapshot
    const learning = await this.engine.params(weights, 'learning')
    return sharing(new Map([...before].map(([name, param]) => [name, learning.get(name) ?? param])), before)
  }

  private async takeSnapshot(params?: ParamMap): Promise<void> {
    this.snapshot = {
      clock: this.clock,
      params: params ?? (await this.learnt('live')),
      optimizer: await this.engine.optimizerState(),
      best: this.found.best,
    }
    this.restores = 0
    await this.o.save?.(this.snapshot)
    this.lastSaved = this.o.control.now()
  }

  private async finishEpoch(): Promise<void> {
    const { config, batches, control, emit } = this.o
    emit({ type: 'phase', phase: 'validating' })
    const started = control.now()
    const found = await this.validated(this.weights, (done) => emit({ type: 'validation-progress', done, of: batches.valCount }))
    this.judgedAt = control.now()
    const seconds = (this.judgedAt - started) / 1000
    this.pace = { ...this.pace, validationSeconds: seconds }
    const { state: stopping, best } = stoppingAfter(this.clock.stopping, this.clock.epoch, found.scores, config.stopMetric)
    const seen = Math.max(1, this.clock.seen)
    const at = this.scheduledAt(Math.max(0, this.clock.update - 1))
    const record: EpochRecord = {
      epoch: this.clock.epoch,
      train: { loss: this.clock.lossSum / seen, accuracy: this.clock.correct / seen },
      val: found.scores,
      seconds: this.clock.epochSeconds + seconds,
      learningRate: at.learningRate,
      judged: found.ids.length,
      confusion: found.confusion,
      perClass: found.perClass,
      best,
    }
    if (best) this.found = { ...this.found, best: await this.learnt(this.weights), bestValidation: found }
    const plateau = plateauAfter(this.clock.plateau, found.scores.loss, config.gamma, config.plateauPatience)
    if (config.schedule === 'plateau' && plateau.factor !== this.clock.plateau.factor)
      emit({ type: 'note', note: { code: 'learning-rate-lowered', to: config.learningRate * plateau.factor } })
    this.clock = {
      ...this.clock,
      epoch: this.clock.epoch + 1,
      batch: 0,
      update: this.updateAtEnd,
      lossSum: 0,
      correct: 0,
      seen: 0,
      epochSeconds: 0,
      runSeconds: this.clock.runSeconds + seconds,
      plateau,
      stopping,
      history: [...this.clock.history, record],
    }
    emit({ type: 'epoch', record })
    // One copy of a network is enough where the best is the live one.
    await this.takeSnapshot(best && this.weights === 'live' ? (this.found.best ?? undefined) : undefined)
    this.found = { ...this.found, epochEnd: this.snapshot }
  }

  /** Where training pictures have another size than evaluation's, the engine is loaded for that meanwhile, and then has again what it had. */
  private async validated(weights: 'live' | 'ema', onProgress: (done: number) => void): Promise<Validation> {
    const { config, spec } = this.o
    const { engine } = this
    if (trainSize(config, this.clock.epoch) === config.imageSize) return this.judged(weights, onProgress)
    const [params, optimizer] = [await engine.params(), await engine.optimizerState()]
    await engine.load(spec, weights === 'ema' ? await engine.params('ema') : params, answeringPlan(config)).catch(rethrowForPerson)
    const found = await this.judged('live', onProgress)
    await this.load(params, optimizer)
    return found
  }

  private judged(weights: 'live' | 'ema', onProgress: (done: number) => void): Promise<Validation> {
    const { batches, classes, control } = this.o
    return validate({
      engine: this.engine,
      pictures: batches.validation(),
      count: batches.valCount,
      classes,
      weights,
      control,
      onProgress,
      onFailed: (ids) => this.unreadable.take('val', ids),
    })
  }

  private async finish(reason: FinishReason): Promise<FitResult> {
    const { classes, control, emit, config } = this.o
    emit({ type: 'phase', phase: 'finishing' })
    const { history, astray } = this.clock
    const params = this.found.best ?? (await this.engine.params(this.weights))
    const last = this.found.epochEnd ?? this.snapshot
    await this.engine.load(this.o.spec, params, answeringPlan(config))
    // After a resume the best epoch's answers may lie before this session: ask the best weights again.
    const validation = this.found.bestValidation ?? (await this.judged('live', () => {}))
    await control.rest()
    const astrayAtEnd = endedAstray(astray, history.at(-1), bestOf(this.clock), classes.length)
    return { reason: astrayAtEnd ? 'diverged' : reason, summary: summaryOf(this.clock), params, last, validation, engine: this.engine }
  }
}
