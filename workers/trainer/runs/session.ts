/** One run from its beginning, or from a checkpoint, to its end: the record, the engine, the fit loop and the model that comes out. */
import type { Dataset } from '../../data/dataset/dataset'
import type { DecodePool } from '../../data/decode/pool'
import type { EngineInfo, Precision, TrainingEngine } from '../../engine/engine'
import { takesNetwork } from '../../engine/wasm/takes'
import { type ModelSpec, namesFrom, type ParamMap } from '../../model/spec'
import {
  archOf,
  type DeviceInfo,
  effective,
  type Listener,
  type ProblemData,
  problemOf,
  type RunConfig,
  type RunEvent,
  type RunRecord,
  type RunSummary,
  type RunTrace,
  type Text,
} from '../../protocol'
import { frozenBlocks, usesFeatureCache } from '../../recipe/strategy'
import { makeEngine, offerDevice } from '../devices/devices'
import type { Spare } from '../devices/spare'
import { computedBy, featureKey, type Stamp, testFeatureKey } from '../features/featureKey'
import { type FeatureBatches, type FeatureStore, featureBatches, testFeatures } from '../features/features'
import type { BatchSource, TestSource } from '../fit/batches'
import type { RunControl } from '../fit/control'
import { type FitResult, fitModel, type Snapshot } from '../fit/fit'
import { answeringPlan, assertSizes, specFor } from '../fit/plan'
import { STEP_TIMES } from '../fit/stepTimes'
import { testScore } from '../fit/testScore'
import { answeringAs } from '../model/answering'
import type { TrainedModel } from '../model/model'
import { sampleBatches, testPictures } from '../pictures/samples'
import { startingParams } from '../weights/head'
import type { Weights } from '../weights/weights'
import { speedOf } from './estimate'
import { sweepRunFiles } from './files'
import { resumeSnapshot, saveSnapshot } from './keeper'
import { learnsLonger, patientAgain } from './longer'
import { runNameOf } from './naming'
import { splitOf } from './recorded'
import { runRecords } from './records'
import { noteOf, saver } from './saver'
import type { Speeds } from './speeds'
import { TraceRecorder } from './trace'

/** Besides every epoch's end, a checkpoint is written this often. */
const CHECKPOINT_EVERY_MS = 2 * 60_000
/** A browser's file system has been seen never to answer: a run does not wait for it longer than this. */
const CHECKPOINT_PATIENCE_MS = 60_000

/** Room for decoded pictures where the person wants them kept. */
const DECODED_BYTES = 2e9

export interface Session {
  readonly record: RunRecord
  /** The pictures as the run uses them: when it goes on, as its record says. */
  readonly dataset: Dataset
  readonly pool: DecodePool
  readonly device: DeviceInfo
  readonly control: RunControl
  readonly onEvent: Listener<RunEvent>
  /** An engine from before that may be used again. */
  readonly spare: Spare
  /** Hears how fast the run was. */
  readonly speeds: Speeds
  /** Where features are kept between runs. */
  readonly features: FeatureStore
  /** `more`: for so many epochs after those that are done, where a run that ended is to learn longer. */
  readonly start:
    | { readonly kind: 'fresh'; readonly weights: Weights }
    | { readonly kind: 'resume'; readonly more?: number; readonly from?: ResumePoint }
  /**
   * Whether it is one of several that are made after one another, and gone on with later: a stop leaves it where it stands, and patience is that of
   * a run of so many epochs at once.
   */
  readonly isTrial?: boolean
  /** Tells a file's content of now from another, for the names of kept features. */
  readonly stamp?: Stamp
}

/** Where a run goes on, and what of its parameters it never changes, as `resumeSnapshot` has it. */
export interface ResumePoint {
  readonly snapshot: Snapshot
  readonly frozen: ParamMap
}

export interface Ended {
  readonly model: TrainedModel
  /** Where it can be gone on with. */
  readonly at: ResumePoint
  /** With the model; null where its device was lost for good after the last epoch. */
  readonly engine: TrainingEngine | null
  readonly summary: RunSummary
}

/** A new record for a run about to start, named in a language (`runNameOf`); `trial` where it is one of a search. The run goes by the record's configuration, now and whenever it goes on. @throws Problem `size-of-patches` */
export async function newRecord(
  config: RunConfig,
  dataset: Dataset,
  weights: Weights,
  device: DeviceInfo,
  language: keyof Text = 'en',
  trial: Pick<RunRecord, 'search' | 'frozenIn'> = {},
): Promise<RunRecord> {
  assertSizes(config)
  const id = crypto.randomUUID()
  const used = splitOf(dataset)
  const { name, sha256, licence, bundled, isUntrained, seed } = weights.info
  const make = (number: number): Omit<RunRecord, 'name'> => ({
    id,
    number,
    notes: '',
    created: new Date().toISOString(),
    status: 'running',
    reason: null,
    problem: null,
    config: effective(config),
    dataset: {
      fingerprint: dataset.fingerprint,
      pictures: dataset.pictures,
      ...(dataset.base === undefined ? {} : { base: dataset.base }),
      name: dataset.name,
      takeAll: dataset.readAs.takeAll ?? false,
    },
    classes: dataset.classes,
    weights: { name, sha256, licence, bundled, ...(isUntrained && { isUntrained, seed }) },
    device,
    environment: navigator.userAgent,
    epochs: [],
    summary: null,
    checkpoints: [],
    frozenFile: null,
    bestFile: null,
    bestEpoch: 0,
    ...used,
    ...trial,
    deletedAt: null,
  })
  // Where it cannot be written the run begins all the same; the first checkpoint tries again, and says so where it cannot either.
  const kept = await runRecords.addOrHold((all) => {
    const record = make((all[0]?.number ?? 0) + 1)
    const before = all.find((other) => !other.deletedAt && other.dataset.fingerprint === dataset.fingerprint)
    return { ...record, name: runNameOf(record, before, language) }
  })
  return kept.record
}

/**
 * Runs to the end and keeps the record true on the way.
 * @throws Problem whatever ended the run, after the record says so
 */
export async function runSession(session: Session): Promise<Ended> {
  const { record } = session
  const recorder = new TraceRecorder()
  const onEvent = (event: RunEvent): void => {
    recorder.take(event, Date.now())
    session.onEvent(event)
  }
  const over = new AbortController()
  const course: Course = { isRecorded: false }
  try {
    return await trainSession({ ...session, onEvent }, recorder, over, course)
  } catch (error) {
    const problem = problemOf(error)
    over.abort()
    if (session.isTrial && problem.code === 'stopped-early' && (await isLeft(record, recorder.trace))) throw error
    // Stopped before it learnt from anything, in whatever comes before the first step: there is no run. One that goes on stays where it was.
    if (session.start.kind === 'fresh' && problem.code === 'stopped-early') {
      await forget(record)
      throw error
    }
    onEvent({ type: 'failed', problem })
    if (session.start.kind === 'resume' && !course.isRecorded) {
      if (problem.code !== 'stopped-early') await runRecords.changeOrHold(record.id, (now) => notBegun(now, problem))
      throw error
    }
    const { trace } = recorder
    // What ended the run is what the person must hear of; where the record cannot be changed, the next start calls the run interrupted.
    await runRecords.changeOrHold(record.id, (now) => ({
      ...now,
      status: canGoOn(now, problem) ? 'interrupted' : 'failed',
      problem,
      trace,
    }))
    throw error
  }
}

/** How far a run has come, for whoever meets its failure. */
interface Course {
  /** Its record says that it runs. */
  isRecorded: boolean
}

/** Marks a trial that was left as interrupted; resolves with whether there is something to go on from. */
async function isLeft({ id }: RunRecord, trace: RunTrace): Promise<boolean> {
  const { record } = await runRecords.changeOrHold(id, (now) =>
    now.checkpoints.length > 0 && now.status === 'running' ? { ...now, status: 'interrupted', problem: null, trace } : now,
  )
  return record !== undefined && record.checkpoints.length > 0
}

/** The record of a run that did not get to go on: one that had ended has lost nothing, and no part of its log is replaced. */
const notBegun = (now: RunRecord, problem: ProblemData): RunRecord =>
  now.status === 'finished' ? now : { ...now, status: canGoOn(now, problem) ? 'interrupted' : 'failed', problem }

/** Never rejects: what cannot be removed now is taken for a run that was broken off, with the next start. */
async function forget({ id, name }: RunRecord): Promise<void> {
  try {
    if (await runRecords.remove(id, () => true)) await sweepRunFiles(id, [])
  } catch (error) {
    console.warn(`${name} was stopped before it began and stays`, error)
  }
}

/** A run that diverged would do so again. */
const canGoOn = ({ checkpoints }: RunRecord, { code }: ProblemData): boolean => checkpoints.length > 0 && code !== 'diverged'

/** Where the run begins, and what of its parameters it never changes. */
async function startOf({ record, start, isTrial }: Session): Promise<{ start: Snapshot | { params: ParamMap }; frozen: ParamMap }> {
  if (start.kind === 'resume') {
    const { snapshot, frozen } = start.from ?? (await resumeSnapshot(record))
    const isLonger = start.more !== undefined || (!isTrial && learnsLonger(record, snapshot))
    return { start: isLonger ? patientAgain(snapshot) : snapshot, frozen }
  }
  const { config, classes } = record
  const spec = specFor(config, classes.length)
  const params = startingParams(spec, start.weights, config.seed, classes)
  return { start: { params }, frozen: frozenForGood(config, spec, params) }
}

/** The parameters of blocks that are frozen in every epoch. */
function frozenForGood(config: RunConfig, spec: ModelSpec, params: ParamMap): ParamMap {
  const learning = namesFrom(spec, frozenBlocks(config, config.epochs))
  return new Map([...params].filter(([name]) => !learning.has(name)))
}

/** The pictures of a run, or the features of them that a frozen backbone gives once. */
async function batchesFor({ record, dataset, pool, device, features, stamp }: Session): Promise<BatchSource | FeatureBatches> {
  const { config, classes, weights } = record
  await pool.keepDecoded(config.keepDecoded ? DECODED_BYTES : 0)
  const pictures = sampleBatches(dataset, pool, config)
  if (!usesFeatureCache(config)) return pictures
  const key = await featureKey(dataset, config, weights.sha256, computedBy(device), stamp)
  const labelOf = (id: number) => dataset.samples[id]!.label
  const { featureWidth } = specFor(config, classes.length)
  return featureBatches({ config, pictures, featureWidth, key, labelOf, store: features })
}

/** The run's labelled test pictures, or the features of them that its frozen backbone gives. */
async function testSourceFor({ record, dataset, pool, device, features }: Session): Promise<TestSource> {
  const { config, classes, weights } = record
  const pictures = testPictures(dataset, pool, config)
  if (!usesFeatureCache(config)) return pictures
  const key = await testFeatureKey(dataset, config, weights.sha256, computedBy(device))
  const labelOf = (id: number) => dataset.samples[id]!.label
  const { featureWidth } = specFor(config, classes.length)
  return testFeatures({ config, pictures, featureWidth, key, labelOf, store: features })
}

const testCountOf = ({ tested }: RunRecord): number => tested?.paths.length ?? 0

/** The score of the weights that came out, with their engine; a stop that ended the training does not end this. One of a trial is its search's, which ends by it. */
async function scored(session: Session, { engine, params, summary }: FitResult): ReturnType<typeof testScore> {
  const { record, device, control, onEvent } = session
  const { config, classes } = record
  if (!session.isTrial) control.stopHeeded()
  const reopen = async () => {
    const another = await makeEngine(device)
    await another.load(specFor(config, classes.length), params, answeringPlan(config))
    return another
  }
  return testScore({
    ...{ engine, reopen, classes, control, emit: onEvent, epoch: summary.bestEpoch },
    // One that is gone since the run began counts as one that cannot be read.
    count: testCountOf(record),
    pictures: () => testSourceFor(session),
  })
}

/** The device as it came: without the threads that did not start, the processor where the graphics card was found wrong since it was chosen, and with what it computes in. */
async function deviceAs(chosen: DeviceInfo, info: EngineInfo, precision: Precision): Promise<DeviceInfo> {
  const isOther = chosen.backend === 'webgpu' && info.backend === 'wasm'
  const device: DeviceInfo = isOther ? { ...(await offerDevice('wasm')).device, why: 'gpu-wrong' } : chosen
  return { ...device, ...(info.alone ? { device: info.device, threads: 1 } : {}), ...(precision === 'mixed' ? { precision } : {}) }
}

/** Features under a key of the device that was chosen: not touched by another that came in its place, which has them in memory only. */
const featuresOf = (store: FeatureStore, isChosen: () => boolean): FeatureStore => ({
  read: async (key) => (isChosen() ? store.read(key) : null),
  write: async (key, set) => (isChosen() ? store.write(key, set) : undefined),
})

/** Pictures that the log of a run's earlier part names as unreadable. */
function namedUnreadable(trace: RunTrace | undefined): string[] {
  return (trace?.log ?? []).flatMap((entry) =>
    entry.kind === 'note' && (entry.note.code === 'picture-replaced' || entry.note.code === 'picture-left-out') ? [entry.note.path] : [],
  )
}

async function trainSession(session: Session, recorder: TraceRecorder, over: AbortController, course: Course): Promise<Ended> {
  const { record, dataset, device, control, onEvent } = session
  const { config, classes } = record
  const began = control.now()
  let had = device
  const features = featuresOf(session.features, () => had.backend === device.backend)
  const batches = await batchesFor({ ...session, features })
  const { start, frozen } = await startOf(session)
  await control.rest()
  control.assertGoing()
  onEvent({
    type: 'started',
    runId: record.id,
    device,
    stepsPerEpoch: batches.batchesPerEpoch,
    epochs: config.epochs,
    classes,
    trainCount: batches.trainCount,
    valCount: batches.valCount,
    testCount: testCountOf(record),
    firstEpoch: 'clock' in start ? start.clock.epoch : 1,
  })
  if ('clock' in start) {
    if (record.trace) recorder.goOn(record.trace, start.clock, batches.batchesPerEpoch)
    onEvent({ type: 'past', epochs: start.clock.history, trace: recorder.trace })
    onEvent({ type: 'note', note: { code: 'resumed', epoch: start.clock.epoch, step: start.clock.batch } })
  }
  if (device.why === 'gpu-wrong') onEvent({ type: 'note', note: { code: 'card-wrong' } })
  const spec = specFor(config, classes.length)
  if (device.backend === 'wasm' && !takesNetwork(spec)) onEvent({ type: 'note', note: { code: 'on-tfjs' } })
  await runRecords.changeOrHold(record.id, (now) => ({ ...now, config, device, status: 'running', reason: null, problem: null }))
  course.isRecorded = true
  const { save, settled } = saver({
    save: (snapshot) => saveSnapshot(record, snapshot, { trace: recorder.trace, frozen, over: over.signal }),
    control,
    onEvent,
    patienceMs: CHECKPOINT_PATIENCE_MS,
    over: over.signal,
  })
  const fitted = await fitModel({
    config,
    spec,
    classes,
    batches,
    start,
    control,
    emit: onEvent,
    snapshotEveryMs: CHECKPOINT_EVERY_MS,
    unreadable: namedUnreadable(record.trace),
    testCount: testCountOf(record),
    newEngine: async () => (await session.spare.takeFor(config.timeKernels)) ?? (await makeEngine(device, config.timeKernels)),
    began: 'clock' in start ? (record.device.precision ?? 'f32') : undefined,
    stepTimes: STEP_TIMES,
    async onLoaded(info, precision) {
      const came = await deviceAs(device, info, precision)
      if (came.backend === had.backend && came.threads === had.threads && came.precision === had.precision) return
      if (came.backend !== had.backend) {
        onEvent({ type: 'device', device: came })
        if (came.why === 'gpu-wrong') onEvent({ type: 'note', note: { code: 'card-wrong' } })
      }
      had = came
      await runRecords.changeOrHold(record.id, (now) => ({ ...now, device: came }))
    },
    save,
    ...(session.isTrial ? { leaves: true } : {}),
  })
  const took = (control.now() - began) / 1000
  const { reason } = fitted
  const finished = (summary: RunSummary) => (now: RunRecord) => ({
    ...now,
    ...{ status: 'finished' as const, device: had, reason, summary, epochs: summary.epochs },
    trace: recorder.trace,
  })
  await settled()
  over.abort()
  // A stop, or the last epoch, is not undone by a tab that goes while the test pictures are looked at.
  if (testCountOf(record) > 0) await runRecords.changeOrHold(record.id, finished({ ...fitted.summary, test: null }))
  const { score, engine } = await scored({ ...session, device: had }, fitted)
  // Before the end is told: whoever hears of it may ask at once how long the next run will take. An epoch that was cut short counts as a whole one: only whole runs tell how fast they were, and those that had all the device's threads.
  const isWhole = !('clock' in start) && (reason === 'completed' || reason === 'early-stop')
  if (isWhole && !engine?.info.alone) tellSpeed({ ...session, device: had }, batches, fitted.summary, took)
  const result = { ...fitted, summary: { ...fitted.summary, test: score } }
  onEvent({ type: 'finished', reason, summary: result.summary })
  const ended = finished(result.summary)
  // A trained model is not thrown away because its record found no room.
  const { record: saved, fault } = await runRecords.changeOrHold(record.id, ended)
  if (fault) onEvent({ type: 'note', note: await noteOf(fault.error) })
  const pathOf = (id: number) => dataset.samples[id]?.path ?? ''
  return { model: modelOf(saved ?? ended(record), result, pathOf), at: { snapshot: result.last, frozen }, engine, summary: result.summary }
}

/** What estimates go by from now on. */
function tellSpeed(
  { record: { config, classes }, device, speeds }: Session,
  batches: BatchSource | FeatureBatches,
  { epochs, seconds }: RunSummary,
  all: number,
): void {
  // What was kept from an earlier run took no time in this one.
  const { made, features } = 'made' in batches ? { made: batches.made, features: batches.madeSeconds } : { made: 0, features: 0 }
  // Test pictures are looked at after that.
  const counts = { train: batches.trainCount, val: batches.valCount, test: 0, made }
  const speed = speedOf(config, classes.length, counts, { all, features, epochs: seconds - features, done: epochs.length })
  if (speed) speeds.learn(device, speed)
}

/** The model of a finished record, which answers as the record says. */
export function modelOf(
  record: RunRecord,
  result: Pick<FitResult, 'params' | 'summary'> & { validation: FitResult['validation'] | null; last: Snapshot | null },
  pathOf: (id: number) => string,
): TrainedModel {
  const { config, classes, dataset, weights } = record
  const { best, bestEpoch } = result.summary
  const { params, validation } = result
  const plain: TrainedModel = {
    info: {
      ...{ classes, imageSize: config.imageSize, arch: archOf(config), runId: record.id },
      ...{ better: null, temperature: 1, noneOf: null },
    },
    config,
    spec: specFor(config, classes.length),
    ...{ params, validation, temperature: 1, plain: { params, validation }, prototypes: null },
    summary: result.summary,
    last: result.last,
    record,
    device: record.device,
    pathOf,
    facts: {
      runId: record.id,
      seed: config.seed,
      datasetFingerprint: dataset.fingerprint,
      datasetName: dataset.name,
      metrics: { val_loss: best.val.loss, val_accuracy: best.val.accuracy, best_epoch: bestEpoch },
      baseWeights: weights.name,
      baseWeightsSha256: weights.sha256,
      baseWeightsLicence: weights.licence,
      ...(weights.isUntrained && { isUntrained: weights.isUntrained }),
      created: record.created,
    },
  }
  return answeringAs(plain, record)
}
