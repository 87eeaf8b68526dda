/**
 * The fit loop: epochs of steps, a validation after each, early stopping, the best weights kept; goes on from a snapshot after a
 * pause, a reload or a lost device, and then gives the same numbers, since every draw is keyed by counters in the clock.
 * One class although long: every step of a run moves the same clock, snapshot and engine, and recovery has to see all three.
 */
import { EngineLostError, type StepHandle, type TrainingEngine } from '../../engine/engine'
import { BLOCKS, type ModelSpec, type ParamMap } from '../../model/spec'
import { type EpochRecord, type FinishReason, Problem, type RunConfig, type RunEvent, type RunSummary } from '../../protocol'
import { plateauAfter, scheduled } from '../../recipe/schedule'
import { frozenBlocks } from '../../recipe/strategy'
import { type BatchSource, type LoadedBatch, picturesIn } from './batches'
import { CLOCK_START, type RunClock } from './clock'
import { breathe, type RunControl } from './control'
import { rethrowForPerson } from './engineFaults'
import { hyperFor, planFor } from './plan'
import { RateMeter, secondsLeft } from './rate'
import { sharing } from './sharing'
import { shouldStop, stoppingAfter } from './stopping'
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
  readonly control: RunControl
  readonly emit: (event: RunEvent) => void
  /** Takes a snapshot to safe storage: after every epoch, and within one every `snapshotEveryMs`. */
  readonly save?: (snapshot: Snapshot) => Promise<void>
  readonly snapshotEveryMs?: number
  /** Waits before each try to reopen a lost device; tests do not want to wait. */
  readonly reopenAfterMs?: readonly number[]
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
/** How long is waited before each try to get a lost device back, in milliseconds. */
const REOPEN_AFTER_MS = [0, 500, 2000, 5000]
/** Device losses without a snapshot gained in between before the run gives up. */
const MAX_RESTORES = 3

/**
 * Runs to the end.
 * @throws Problem `diverged` when the loss is no longer a number; `device-lost` when the device does not stay up
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

interface Pending {
  readonly handle: StepHandle
  readonly batch: LoadedBatch
  readonly clock: RunClock
  readonly learningRate: number
}

class Fit {
  private clock: RunClock
  private snapshot: Snapshot
  /** Of the last epoch that ended here: what its record says of the validation is true of these weights. */
  private epochEnd: Snapshot | null = null
  private best: ParamMap | null
  private bestValidation: Validation | null = null
  private held: TrainingEngine | null = null
  private rate = new RateMeter()
  private waitedMs = 0
  private stepMs = 0
  private restores = 0
  private lastSaved = performance.now()

  constructor(private readonly o: FitOptions) {
    this.snapshot = 'clock' in o.start ? o.start : { clock: CLOCK_START, params: o.start.params, optimizer: new Map(), best: null }
    this.clock = this.snapshot.clock
    this.best = this.snapshot.best
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
    for (;;) {
      try {
        return await this.attempt()
      } catch (error) {
        if (!(error instanceof EngineLostError)) throw error
        if (error.reason === 'out-of-memory')
          throw new Problem('out-of-memory', { batch: this.o.config.batchSize, size: this.o.config.imageSize })
        if (++this.restores > MAX_RESTORES) throw new Problem('device-lost', { detail: error.message })
        await this.engine.dispose().catch(() => {})
        this.held = await this.reopened(error)
        this.clock = this.snapshot.clock
        this.best = this.snapshot.best
        this.o.emit({ type: 'note', note: { code: 'device-restored', detail: error.message } })
      }
    }
  }

  /**
   * A new engine in a lost one's place. A browser whose GPU process has just died gives no adapter for a moment.
   * @throws Problem `device-lost` where none can be had
   */
  private async reopened(lost: EngineLostError): Promise<TrainingEngine> {
    for (const wait of this.o.reopenAfterMs ?? REOPEN_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait))
      const engine = await this.o.newEngine().catch(() => null) // tried again, and said in the end
      if (engine) return engine
    }
    throw new Problem('device-lost', { detail: lost.message })
  }

  private async load(params: ParamMap, optimizer: ParamMap): Promise<void> {
    const plan = planFor(this.o.config, this.clock.epoch, this.o.batches.trainCounts)
    await this.engine.load(this.o.spec, params, plan, optimizer.size ? optimizer : undefined).catch(rethrowForPerson)
  }

  private async attempt(): Promise<FitResult> {
    const { config, control, emit } = this.o
    emit({ type: 'phase', phase: 'loading' })
    await this.load(this.snapshot.params, this.snapshot.optimizer)
    await this.prepare()
    this.assertBegun()
    let reason: FinishReason = 'completed'
    while (this.clock.epoch <= config.epochs) {
      emit({ type: 'phase', phase: 'training' })
      await this.trainEpoch()
      this.assertBegun()
      // Stopped in the very first epoch, what was learnt so far is still validated, so that there is a model to use.
      if (control.stopped && this.clock.history.length > 0) {
        reason = 'stopped'
        break
      }
      await this.finishEpoch()
      if (control.paused && this.clock.epoch <= config.epochs) await this.rest()
      if (control.stopped) reason = 'stopped'
      else if (shouldStop(this.clock.stopping, config.patience)) reason = 'early-stop'
      if (reason !== 'completed') break
      await this.unfreeze()
    }
    return this.finish(reason)
  }

  /** @throws Problem `stopped-early` where the run was stopped before it learnt from anything: there is no model to give */
  private assertBegun(): void {
    if (this.o.control.stopped && this.clock.seen === 0 && this.clock.history.length === 0) throw new Problem('stopped-early', {})
  }

  /** Work that the batches need of the engine first; its time counts to the epoch that waits for it. */
  private async prepare(): Promise<void> {
    const { batches, control, emit } = this.o
    if (!batches.prepare) return
    emit({ type: 'phase', phase: 'features' })
    const mark = performance.now()
    await batches.prepare({
      engine: this.engine,
      signal: control.signal,
      whilePaused: () => control.whilePaused(),
      onProgress: (done, of) => emit({ type: 'feature-progress', done, of }),
    })
    const seconds = (performance.now() - mark) / 1000
    this.clock = {
      ...this.clock,
      epochSeconds: this.clock.epochSeconds + seconds,
      runSeconds: this.clock.runSeconds + seconds,
      trainSeconds: this.clock.trainSeconds + seconds,
    }
  }

  /** Gradual unfreezing: a new frozen prefix is a new plan; parameters and the optimizer's state are carried over. */
  private async unfreeze(): Promise<void> {
    const { config, emit } = this.o
    const before = frozenBlocks(config, this.clock.epoch - 1)
    const now = frozenBlocks(config, this.clock.epoch)
    if (now === before || this.clock.epoch > config.epochs) return
    await this.load(await this.engine.params(), await this.engine.optimizerState())
    // From the head downwards, as they are unfrozen.
    for (const block of BLOCKS.slice(now, before).toReversed())
      emit({ type: 'note', note: { code: 'unfroze', block, epoch: this.clock.epoch } })
  }

  private async trainEpoch(): Promise<void> {
    const { config, batches, control } = this.o
    const accumulate = config.accumulate
    const total = batches.batchesPerEpoch
    const pending: Pending[] = []
    const iterator = batches.train(this.clock.epoch, this.clock.batch, control.signal)[Symbol.asyncIterator]()
    let mark = performance.now()
    this.rate.restart(mark)
    try {
      while (!control.stopped) {
        const asked = performance.now()
        const next = await iterator.next().catch((error: unknown) => {
          if (control.stopped) return { done: true as const, value: undefined }
          throw error
        })
        if (this.clock.counter > 0) this.waitedMs += performance.now() - asked
        if (next.done) break
        const batch = next.value
        for (const path of batch.replaced) this.o.emit({ type: 'note', note: { code: 'picture-replaced', path } })
        const inGroup = this.clock.batch % accumulate
        const groupStart = this.clock.batch - inGroup
        const at = this.scheduledAt(this.clock.update)
        const last = inGroup === accumulate - 1 || this.clock.batch === total - 1
        const share = batch.n / picturesIn(batches, config.batchSize, groupStart, Math.min(groupStart + accumulate, total))
        const handle = this.engine.step(
          { n: batch.n, input: batch.input, labels: batch.labels, counter: this.clock.counter },
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
        if (pending.length >= IN_FLIGHT) await this.drain(pending.shift()!)
        await breathe()
        mark = this.countTime(mark)
        if (last && this.clock.batch < total) await this.maybeSnapshot(pending)
        if (control.paused) {
          await this.drainAll(pending)
          await this.pauseHere()
          mark = performance.now()
          this.rate.restart(mark)
        }
      }
    } finally {
      await iterator.return?.()
    }
    await this.drainAll(pending)
    this.countTime(mark)
  }

  private get updatesPerEpoch(): number {
    return Math.ceil(this.o.batches.batchesPerEpoch / this.o.config.accumulate)
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

  private countTime(mark: number): number {
    const now = performance.now()
    const seconds = (now - mark) / 1000
    this.stepMs += now - mark
    this.clock = {
      ...this.clock,
      epochSeconds: this.clock.epochSeconds + seconds,
      runSeconds: this.clock.runSeconds + seconds,
      trainSeconds: this.clock.trainSeconds + seconds,
    }
    return now
  }

  private async drainAll(pending: Pending[]): Promise<void> {
    while (pending.length) await this.drain(pending.shift()!)
  }

  private async drain(step: Pending): Promise<void> {
    const { config, batches } = this.o
    const { loss, correct } = await step.handle.result
    if (!Number.isFinite(loss)) throw new Problem('diverged', { epoch: step.clock.epoch, step: step.clock.batch })
    const n = step.batch.n
    this.clock = {
      ...this.clock,
      lossSum: this.clock.lossSum + loss * n,
      correct: this.clock.correct + correct,
      seen: this.clock.seen + n,
      trainedPictures: this.clock.trainedPictures + n,
    }
    const imagesPerSecond = this.rate.add(performance.now(), n)
    this.o.emit({
      type: 'step',
      epoch: step.clock.epoch,
      step: step.clock.batch,
      loss,
      accuracy: correct / n,
      learningRate: step.learningRate,
      imagesPerSecond,
      waiting: this.stepMs > 0 ? Math.min(1, this.waitedMs / this.stepMs) : 0,
      secondsLeft: secondsLeft(config, batches, this.clock, imagesPerSecond),
    })
  }

  private async maybeSnapshot(pending: Pending[]): Promise<void> {
    const every = this.o.snapshotEveryMs
    if (every === undefined || performance.now() - this.lastSaved < every) return
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
      best: this.best,
    }
    this.restores = 0
    this.lastSaved = performance.now()
    await this.o.save?.(this.snapshot)
    this.lastSaved = performance.now()
  }

  private async pauseHere(): Promise<void> {
    const { control, emit } = this.o
    // Said at once: writing a large network takes seconds, in which the run stands still already.
    emit({ type: 'phase', phase: 'paused' })
    // Mid-accumulation the gradients live in the engine only: the snapshot waits for the next update.
    if (this.clock.batch % this.o.config.accumulate === 0) await this.takeSnapshot()
    await control.whilePaused()
    if (!control.stopped) emit({ type: 'phase', phase: 'training' })
  }

  private async rest(): Promise<void> {
    this.o.emit({ type: 'phase', phase: 'paused' })
    await this.o.control.whilePaused()
  }

  private async finishEpoch(): Promise<void> {
    const { config, batches, classes, control, emit } = this.o
    emit({ type: 'phase', phase: 'validating' })
    const started = performance.now()
    const found = await validate(this.engine, batches, classes, this.weights, control, (done) =>
      emit({ type: 'validation-progress', done, of: batches.valCount }),
    )
    const seconds = (performance.now() - started) / 1000
    const { state: stopping, best } = stoppingAfter(this.clock.stopping, this.clock.epoch, found.scores, config.stopMetric)
    const seen = Math.max(1, this.clock.seen)
    const at = this.scheduledAt(Math.max(0, this.clock.update - 1))
    const record: EpochRecord = {
      epoch: this.clock.epoch,
      train: { loss: this.clock.lossSum / seen, accuracy: this.clock.correct / seen },
      val: found.scores,
      seconds: this.clock.epochSeconds + seconds,
      learningRate: at.learningRate,
      confusion: found.confusion,
      perClass: found.perClass,
      best,
    }
    if (best) {
      this.best = await this.learnt(this.weights)
      this.bestValidation = found
    }
    const plateau = plateauAfter(this.clock.plateau, found.scores.loss, config.gamma, config.plateauPatience)
    if (config.schedule === 'plateau' && plateau.factor !== this.clock.plateau.factor)
      emit({ type: 'note', note: { code: 'learning-rate-lowered', to: config.learningRate * plateau.factor } })
    this.clock = {
      ...this.clock,
      epoch: this.clock.epoch + 1,
      batch: 0,
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
    await this.takeSnapshot(best && this.weights === 'live' ? (this.best ?? undefined) : undefined)
    this.epochEnd = this.snapshot
  }

  private async finish(reason: FinishReason): Promise<FitResult> {
    const { batches, classes, control, emit, config } = this.o
    emit({ type: 'phase', phase: 'finishing' })
    const { history, stopping } = this.clock
    const params = this.best ?? (await this.engine.params(this.weights))
    const last = this.epochEnd ?? this.snapshot
    await this.engine.load(this.o.spec, params, { ...planFor(config, 1, batches.trainCounts), frozenBlocks: BLOCKS.length, ema: false })
    // After a resume the best epoch's answers may lie before this session: ask the best weights again.
    const validation = this.bestValidation ?? (await validate(this.engine, batches, classes, 'live', control, () => {}))
    const best = history.find((record) => record.epoch === stopping.bestEpoch) ?? history.at(-1)!
    const summary: RunSummary = {
      bestEpoch: best.epoch,
      best,
      epochs: history,
      imagesPerSecond: this.clock.trainSeconds > 0 ? this.clock.trainedPictures / this.clock.trainSeconds : 0,
      seconds: this.clock.runSeconds,
    }
    return { reason, summary, params, last, validation, engine: this.engine }
  }
}
