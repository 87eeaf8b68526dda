/** What the page may ask of the trainer worker. Every call may reject with a `Problem` (see `problemOf`). */

import type { AdditionsApi } from './additions'
import type { AnswerGain, AnswerPlan, AnswerProgress, TestPictures, Views } from './answers'
import type { NetworkFacts } from './architecture'
import type { AssistApi } from './assist'
import type {
  DatasetEdit,
  DatasetSource,
  DatasetSummary,
  HealthProgress,
  HealthReport,
  IndexProgress,
  PatternPreview,
  ReadAs,
  SampleFilter,
  SampleInfo,
  SampleQuery,
  SplitRow,
} from './dataset'
import type { DeviceInfo, RunEvent, RunSummary } from './events'
import type { ModelHead } from './goingOn'
import type {
  Evaluation,
  Explanation,
  JudgedPicture,
  JudgedQuery,
  SampleReading,
  SubmissionOptions,
  SubmissionResult,
  SubmissionSample,
  Threshold,
} from './insight'
import type { LabelsApi } from './labels'
import type { MapApi } from './map'
import type { Measured, MeasureProgress } from './measured'
import type { Attention, ChosenNetwork, NetworkName } from './networks'
import type { NoneOfApi, NoneOfInfo } from './noneOf'
import type { RunConfig, Text } from './options'
import type { Pushed, PushOrder, PushPlan, PushProgress } from './push'
import type { ChangedSince, RunChange, RunRecord, RunsSpace } from './runs'
import type { SearchApi } from './search'
import type { DownloadProgress, KeptWeights, Sweep, SweepPoint } from './sweep'
import type { TakenAway } from './takeAway'
import type { DownloadName, DownloadSizes, ENSEMBLE_FORMAT, ModelFormat, Usage, WholeLoss } from './usage'

export interface WeightsInfo {
  /** For a person: "Trainyard starter ResNet18" or the dropped file's name. */
  readonly name: string
  readonly bundled: boolean
  /** The network that they are of, and that therefore trains, whatever the recipe's `depth` says. */
  readonly depth: NetworkName
  /** Attention that is in them; a run may put some into weights that have none. */
  readonly attention: Attention
  /** The picture size these weights are best at. */
  readonly bestSize: number
  readonly sha256: string
  /** Downloaded weights: whether the hub states this very SHA-256; false where it could not be asked. Null for all others. */
  readonly verified: boolean | null
  /** Downloaded weights: whether this browser keeps them for later visits. Null for all others. */
  readonly kept: boolean | null
  readonly licence: string
  /** The trained head in it, with which a run goes on; null where there is none, or none of ours. */
  readonly model: ModelHead | null
  /** Drawn at random: all of it has to be learnt. Left out for all others. */
  readonly isUntrained?: true
  /** What it was drawn by; there where `isUntrained` is. */
  readonly seed?: number
}

export interface Prediction extends PictureAnswer {
  readonly milliseconds: number
}

export interface PictureAnswer {
  /** By class, in the model's order, summing to 1. */
  readonly probabilities: readonly number[]
  /** How like the pictures that the run learned from it is, -1..1 (`NoneOfInfo.threshold`); null where nothing was learned of those. */
  readonly similarity: number | null
}

export interface PredictionRecord {
  readonly id: number
  readonly path: string
  /** Class index. */
  readonly label: number
  readonly probabilities: readonly number[]
}

export interface ModelInfo {
  readonly classes: readonly string[]
  readonly imageSize: number
  readonly arch: string
  readonly runId: string
  /** How pictures and submissions are answered; null: by one plain look. */
  readonly better: AnswerPlan | null
  /** What logits are divided by; 1 where they are as the network gives them. */
  readonly temperature: number
  /** Null where nothing was learned of what the pictures look like. */
  readonly noneOf: NoneOfInfo | null
}

export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
  /** Of a file that is not the network itself: what it loses, to be shown before it is taken. */
  readonly loss?: WholeLoss
}

export interface DeviceOffer {
  readonly device: DeviceInfo
  /** What of the WebGPU engine the graphics card computed wrongly when it was tried, or in this visit when its kernels were timed, as text for a bug report. */
  readonly report?: string
  readonly others: readonly { readonly backend: RunConfig['backend']; readonly available: boolean; readonly device: string }[]
}

/** A forecast of a run. */
export interface TrainEstimate {
  /** From the press to the result. */
  readonly seconds: number
  /** The factor, at least 1, by which `seconds` may be too short or too long: small once like runs were timed here. */
  readonly wrongBy: number
  /** Whether early stopping may end it well before: `seconds` are those of all its epochs. */
  readonly mayEndEarly: boolean
  readonly bytes: number
}

/** Passed as a Comlink proxy. */
export type Listener<T> = (value: T) => void

/** What trains on this machine. */
export interface DevicesApi {
  /** What would train with this recipe from the weights in use, by what is known of the graphics card for their network, and what else there is. Builds nothing heavy. */
  offer(config: RunConfig): Promise<DeviceOffer>
  /**
   * Measures the engines that are here, in minutes; progress comes with what is known so far. Emulated graphics only where `backend` asks for it. Rejects with
   * `busy` while a run, a sweep or a search is on.
   */
  measure(backend: RunConfig['backend'], onProgress: Listener<MeasureProgress>): Promise<Measured>
  /** Ends it: `measure` resolves with what is known by then. */
  stopMeasuring(): Promise<void>
}

/** The pictures that are open. All but `open` reject with `no-dataset` before there are any. */
export interface DatasetApi {
  /** Lists, classifies and splits. Replaces the dataset held before only once it succeeded. */
  open(
    source: DatasetSource,
    options: { seed: number; valFraction: number; readAs?: ReadAs },
    onProgress: Listener<IndexProgress>,
  ): Promise<DatasetSummary>
  cancelOpening(): Promise<void>
  /** What a name pattern gives of the files that are open, or of those that were listed last and could not be read. */
  previewPattern(pattern: string, of: 'open' | 'unread'): Promise<PatternPreview>
  /** The dataset as it is now: a health check may have split it anew. */
  summary(): Promise<DatasetSummary>
  /** Applies one change and splits anew. Rejects with a Problem, and keeps things as they were, where too little would be left. */
  edit(edit: DatasetEdit): Promise<DatasetSummary>
  splitRows(): Promise<SplitRow[]>
  samples(query: SampleQuery): Promise<{ total: number; samples: SampleInfo[] }>
  /** The ids of all pictures that fit, in the order of their paths. */
  ids(filter: SampleFilter): Promise<Uint32Array>
  /** The file of one picture as it lies there (unpacked, where it is in a zip). */
  file(id: number): Promise<Blob>
  /** Small upright JPEGs, longest side at most `size`; null where a picture cannot be decoded. */
  thumbnails(ids: readonly number[], size: number): Promise<(Blob | null)[]>
  /** Nine augmented views of one picture exactly as the network would get them, RGBA. */
  augmentedViews(id: number, config: RunConfig): Promise<ImageData[]>
  /**
   * The first picture of each of a run's first batches, three at most, exactly as the network would get it: mixed with the last of its batch. Empty where the
   * recipe mixes nothing; pictures that cannot be decoded are left out.
   */
  mixedViews(config: RunConfig): Promise<MixedView[]>
}

/** A picture that was mixed with another. */
export interface MixedView {
  readonly image: ImageData
  /** Class indices with their shares, which add up to 1: its own first, then the other's where that is another class. */
  readonly shares: readonly { readonly label: number; readonly share: number }[]
}

/** The health check of the pictures that are open. */
export interface HealthApi {
  /** Reads every picture once. Training can start without it. Rejects with an AbortError after `cancel`. */
  check(onProgress: Listener<HealthProgress>): Promise<HealthReport>
  cancel(): Promise<void>
  /** The last check, also from an earlier visit, as it stands with the edits since; null where there was none. */
  report(): Promise<HealthReport | null>
}

/** The dataset that is open, with every edit, as files. Both reject with `no-dataset` before there is one. */
export interface TakeAwayApi {
  /**
   * Writes a zip of class folders picture by picture; a later one ends an earlier.
   * @param into the file that the person chose; null: a private file of the browser, which comes back
   * @throws Problem `file-not-written`, `storage-full`, `no-storage`; AbortError after `cancel`
   */
  folders(into: FileSystemFileHandle | null, onProgress: Listener<{ readonly done: number; readonly of: number }>): Promise<TakenAway>
  /** `metadata.csv`. */
  table(): Promise<ExportedFile>
  cancel(): Promise<void>
}

/** Pictures without labels to answer about, beside the dataset. */
export interface TestPicturesApi {
  /** Whatever the folders are called, every picture is one. */
  open(source: DatasetSource, onProgress: Listener<IndexProgress>): Promise<TestPictures>
  close(): Promise<void>
}

/** What the next run starts from. */
export interface WeightsApi {
  current(): Promise<WeightsInfo>
  /**
   * Takes a safetensors file or one of `torch.save` with torchvision's or timm's names, or an ONNX file of ours, in place of the bundled weights; rejects and keeps the old ones if it does not fit.
   * A model of ours comes with its head (`WeightsInfo.model`).
   */
  use(file: File): Promise<WeightsInfo>
  /** Takes the model of a kept run, as `use` takes its file. Rejects with `run-gone`, `checkpoint-unreadable`. */
  useRun(id: string): Promise<WeightsInfo>
  useBundled(): Promise<WeightsInfo>
  /** Takes a network that has learnt nothing yet, drawn as torchvision (of Vision Transformers timm) draws a new one, keyed by the seed: the same again for the same seed. */
  useUntrained(depth: NetworkName, seed: number): Promise<WeightsInfo>
  /**
   * Takes weights from the Hugging Face hub, `timm/resnet18.tv_in1k`, or from the https address of a safetensors file or one of `torch.save` anywhere. Kept for offline use
   * where the browser keeps anything; a broken download goes on where it broke, one from elsewhere, or where there are no private files, only
   * within the call. Rejects with `no-weights-address`, `download-failed`, `download-damaged`, `download-stalled`, `download-redirected`, `weights-too-large` or
   * `storage-full` and keeps the weights chosen before.
   */
  download(from: string, onProgress: Listener<DownloadProgress>): Promise<WeightsInfo>
  cancelDownload(): Promise<void>
  /** Takes what was downloaded from the hub before and is kept, and asks nobody; null, and all as it was, where nothing is. Rejects as `use`. */
  takeKept(from: string): Promise<WeightsInfo | null>
  /** What downloads take on this machine. */
  kept(): Promise<KeptWeights>
  /** Removes all downloads that are kept. Weights in use stay in use. */
  clearKept(): Promise<void>
}

/** The run that is on; one at a time. */
export interface TrainingApi {
  /** Rough, from the work to be done and what this device managed in earlier runs. */
  estimate(config: RunConfig): Promise<TrainEstimate>
  /**
   * The network that a run of `config` would train, and whether the device can hold a step of it; for the open pictures' classes, or two where none are open.
   * @param of another network than that of the weights in use: one that is offered, or that of a run
   */
  network(config: RunConfig, of?: Required<ChosenNetwork>): Promise<NetworkFacts>
  /** Tries rising learning rates on a copy of the starting network (Smith 2015) and suggests one. Ended by `stop`. */
  findLearningRate(config: RunConfig, onPoint: Listener<SweepPoint>): Promise<Sweep>
  /** Runs to the end; progress comes by events, the last of which is `finished` or `failed`. Resolves with the summary, also after `stop`. `language` is that of the run's name. */
  train(config: RunConfig, onEvent: Listener<RunEvent>, language?: keyof Text): Promise<RunSummary>
  /**
   * Goes on with a run from its last checkpoint, with the split and labels of its record; its pictures must be open, under whatever folder. Rejects with
   * `run-gone` where it was deleted meanwhile, `checkpoints-removed` where what it needs for that was removed to make room.
   * @param more of a run that ended: so many epochs after those that are done, at least 1
   */
  resumeRun(id: string, onEvent: Listener<RunEvent>, more?: number): Promise<RunSummary>
  /** Ends the run after the step under way, restores the best weights so far. */
  stop(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends the phase `tuning` at once: the run goes on with what whole steps had proven by then, and what was only timed is left to the next run to prove. */
  skipTuning(): Promise<void>
}

/** The runs kept on this machine. */
export interface RunsApi {
  /** Newest first, deleted ones left out. */
  list(): Promise<RunRecord[]>
  change(id: string, change: RunChange): Promise<void>
  /** By id what is other about the open pictures since; without runs of other pictures and those that are gone, empty where no pictures are open. */
  since(ids: readonly string[]): Promise<Readonly<Record<string, ChangedSince>>>
  /** Marks as deleted; until `purge`, `restore` brings it back. Rejects with `run-elsewhere` while it is on in another tab. Of a run that was removed for good all of these reject with `run-gone`. */
  delete(id: string): Promise<void>
  restore(id: string): Promise<void>
  /**
   * Removes what a finished run needs only to be trained on; its best weights, figures and log stay. Nothing where its best weights are not kept. Rejects with `run-elsewhere`.
   */
  dropCheckpoints(id: string): Promise<void>
  /** Removes a deleted run's files and record for good; nothing where it was brought back. */
  purge(id: string): Promise<void>
  /** Bytes that the files of all runs take, and may take before the checkpoints of the oldest finished ones go. */
  space(): Promise<RunsSpace>
  /** A run as one file, and back. */
  export(id: string): Promise<ExportedFile>
  import(file: File): Promise<RunRecord>
}

/** The model that answers, and its answers. All but `model` and `useRun` reject with `no-model` before there is one. */
export interface AnswersApi {
  /** The last finished run's, or the one taken by `useRun`. Null before. */
  model(): Promise<ModelInfo | null>
  /** Takes a kept run's best weights as the model for predictions and downloads. */
  useRun(id: string): Promise<ModelInfo>
  /**
   * A video frame (transferred) or a picture. A picture is answered as `take` says; a frame has no time for more than its mirror image
   * besides, which is looked at where the plan's views have mirror images.
   */
  predict(picture: ImageBitmap | Blob): Promise<Prediction>
  /**
   * Answers about several pictures, one run after another over all of them. Null where one cannot be decoded.
   * @throws Problem `no-model`, `busy`, `checkpoint-unreadable`, `run-gone`
   */
  predictAll(pictures: readonly Blob[]): Promise<(PictureAnswer | null)[]>
  /** Grad-CAM, for the likeliest class where none is given. A number is a picture of the open dataset. */
  explain(picture: number | Blob | ImageBitmap, classIndex?: number): Promise<Explanation>
  /**
   * What views and further runs would do to the model's answers on its validation pictures, one run after another.
   * @param others ids of kept runs to average with: the same classes, trained on the same pictures
   * @throws Problem `no-model`, `busy`, `other-dataset` (the model's or another run's), `other-classes`, `checkpoint-unreadable`, `run-gone`, `no-common-pictures`; AbortError after a cancel
   */
  measure(others: readonly string[], views: Views, onProgress: Listener<AnswerProgress>): Promise<AnswerGain>
  cancelMeasuring(): Promise<void>
  /**
   * Takes the temperature that fits the validation pictures best into all answers and files of the model's run, or out of them again; kept with the run.
   * @throws Problem `no-model`, `busy`, `other-dataset`, `classes-changed` (to fit it, the run's pictures must be open)
   */
  calibrate(isOn: boolean): Promise<ModelInfo>
  /** Makes pictures and submissions be answered by a plan; null goes back to one plain look. Another model that answers ends it. */
  take(plan: AnswerPlan | null): Promise<void>
}

/** How the model does on the pictures that it was validated with. All reject with `no-model` before there is one. */
export interface InsightApi {
  /** The answers, in the validation's order, at most `limit`. */
  predictions(limit: number): Promise<PredictionRecord[]>
  evaluation(): Promise<Evaluation>
  /** 101 thresholds for one class against the rest. */
  thresholds(classIndex: number): Promise<Threshold[]>
  judged(query: JudgedQuery, offset: number, limit: number): Promise<{ total: number; pictures: JudgedPicture[] }>
}

/** A competition's file of answers. */
export interface SubmissionApi {
  /** Takes a competition's sample for the columns, ids and order of what is made; null goes back to the plain form. Rejects with `sample-unreadable` and keeps what was. */
  takeSample(file: File | null): Promise<SubmissionSample | null>
  /** What the sample asks for, beside the classes of the model that answers; null without a sample. Rejects with `sample-columns`, `no-model`. */
  reading(): Promise<SampleReading | null>
  /** Answers for the open test pictures, or else those of the open dataset, as Kaggle's file; as `AnswersApi.take` says. */
  make(options: SubmissionOptions, onProgress: Listener<{ readonly done: number; readonly of: number }>): Promise<SubmissionResult>
  cancel(): Promise<void>
}

/** What can be taken away of the model. All reject with `no-model` before there is one. */
export interface DownloadsApi {
  /**
   * Makes a file, called by the pictures and the run (`fileNameOf`). Models are loaded back first and must answer as the studio does (`export-check-failed` otherwise).
   * `language` is the report's.
   */
  make(format: DownloadName, language?: keyof Text): Promise<ExportedFile>
  /** About how many bytes each file will have, told before any is made; of an ensemble where one answers. */
  sizes(language?: keyof Text): Promise<DownloadSizes>
  /** Programs that use the file of a format by its name, and the labels that go with it. */
  usage(format: ModelFormat | typeof ENSEMBLE_FORMAT): Promise<Usage>
}

/** The model as a repository of the Hugging Face hub: the one thing that leaves this machine, when a person presses for it, and the model's files only. */
export interface HubApi {
  /** What would be sent, made for it and let go of again. Rejects with `no-model`. */
  plan(): Promise<PushPlan>
  /**
   * Makes the files, reads them back (`export-check-failed` where they do not answer as the studio does), and pushes them in one commit. One at a time.
   * The token and the name are asked about before. A repository that an earlier try made and that got nothing is taken for this one, where as many can see it.
   * @throws Problem `no-model`, `busy`, `hub-token`, `hub-name-taken`, `hub-no-right`, `hub-refused`, `hub-unreachable`, `not-started`; AbortError after a cancel
   */
  push(order: PushOrder, onProgress: Listener<PushProgress>): Promise<Pushed>
  cancel(): Promise<void>
}

/** Everything that the page may ask of the trainer, by parts: each is implemented by the part of the trainer that does it. */
export interface TrainerApi {
  readonly devices: DevicesApi
  readonly dataset: DatasetApi
  readonly additions: AdditionsApi
  readonly health: HealthApi
  readonly labels: LabelsApi
  readonly map: MapApi
  readonly assist: AssistApi
  readonly takeAway: TakeAwayApi
  readonly testPictures: TestPicturesApi
  readonly weights: WeightsApi
  readonly training: TrainingApi
  readonly search: SearchApi
  readonly runs: RunsApi
  readonly answers: AnswersApi
  readonly noneOf: NoneOfApi
  readonly insight: InsightApi
  readonly submission: SubmissionApi
  readonly downloads: DownloadsApi
  readonly hub: HubApi
}
