/** What the page may ask of the trainer worker. Every call may reject with a `Problem` (see `problemOf`). */
import type { AnswerPlan, AnswersApi } from './answers'
import type { DatasetCareApi, DatasetSource, DatasetSummary, IndexProgress, LayoutName, SampleInfo, SampleQuery } from './dataset'
import type { DeviceInfo, RunEvent, RunSummary } from './events'
import type { InsightApi } from './insight'
import type { RunConfig, Text } from './options'
import type { RunChange, RunRecord } from './runs'
import type { DownloadProgress, Sweep, SweepPoint } from './tools'
import type { ModelFormat, Usage } from './usage'

export interface WeightsInfo {
  /** For a person: "Trainyard starter ResNet18" or the dropped file's name. */
  readonly name: string
  readonly bundled: boolean
  /** The ResNet that they are of, and that therefore trains, whatever the recipe's `depth` says. */
  readonly depth: '18' | '34'
  /** The picture size these weights are best at. */
  readonly bestSize: number
  readonly sha256: string
  /** Downloaded weights: whether the hub states this very SHA-256; false where it could not be asked. Null for all others. */
  readonly verified: boolean | null
  readonly licence: string
}

export interface Prediction {
  /** By class, in the model's order, summing to 1. */
  readonly probabilities: readonly number[]
  readonly milliseconds: number
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
}

export type ExportFormat = ModelFormat | 'report' | 'metrics-json' | 'metrics-csv'
export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
}

export interface DeviceOffer {
  readonly device: DeviceInfo
  readonly others: readonly { readonly backend: RunConfig['backend']; readonly available: boolean; readonly device: string }[]
}

export interface TrainEstimate {
  readonly seconds: number
  readonly bytes: number
}

/** Passed as a Comlink proxy. */
export type Listener<T> = (value: T) => void

export interface TrainerApi extends DatasetCareApi, InsightApi, AnswersApi {
  /** What would train with `backend`, and what else there is. Builds nothing heavy. */
  device(backend: RunConfig['backend']): Promise<DeviceOffer>

  /** Lists, classifies and splits. Replaces the dataset held before only once it succeeded. */
  openDataset(
    source: DatasetSource,
    options: { seed: number; valFraction: number; layout?: LayoutName },
    onProgress: Listener<IndexProgress>,
  ): Promise<DatasetSummary>
  cancelOpening(): Promise<void>
  samples(query: SampleQuery): Promise<{ total: number; samples: SampleInfo[] }>
  /** Small upright JPEGs, longest side at most `size`; null where a picture cannot be decoded. */
  thumbnails(ids: readonly number[], size: number): Promise<(Blob | null)[]>
  /** Nine augmented views of one picture exactly as the network would get them, RGBA. */
  augmentedViews(id: number, config: RunConfig): Promise<ImageData[]>

  weights(): Promise<WeightsInfo>
  /** Takes a safetensors file with torchvision's names in place of the bundled weights; rejects and keeps the old ones if it does not fit. */
  useWeights(file: File): Promise<WeightsInfo>
  useBundledWeights(): Promise<WeightsInfo>
  /**
   * Takes weights from the Hugging Face hub, `timm/resnet18.tv_in1k`, or from the https address of a safetensors file anywhere. Kept for offline use;
   * a broken download goes on where it broke, one from elsewhere only within the call. Rejects with `no-weights-address`, `download-failed` or
   * `download-damaged` and keeps the weights chosen before.
   */
  downloadWeights(from: string, onProgress: Listener<DownloadProgress>): Promise<WeightsInfo>
  cancelDownload(): Promise<void>

  /** Rough, from the work to be done and what this device managed in earlier runs. */
  estimate(config: RunConfig): Promise<TrainEstimate>
  /** Learning rate over a run as its schedule plans it: evenly spaced from the first update to the last, at most 200 values. */
  schedulePreview(config: RunConfig): Promise<number[]>
  /** Tries rising learning rates on a copy of the starting network (Smith 2015) and suggests one. Ended by `stop`. */
  findLearningRate(config: RunConfig, onPoint: Listener<SweepPoint>): Promise<Sweep>
  /** Runs to the end; progress comes by events, the last of which is `finished` or `failed`. Resolves with the summary, also after `stop`. */
  train(config: RunConfig, onEvent: Listener<RunEvent>): Promise<RunSummary>
  /** Ends the run after the step under way, restores the best weights so far. */
  stop(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>

  /** Goes on with an interrupted run from its last checkpoint, with the split and labels of its record; its pictures must be open, under whatever folder. */
  resumeRun(id: string, onEvent: Listener<RunEvent>): Promise<RunSummary>

  /** Every run kept on this machine, newest first, deleted ones left out. */
  runs(): Promise<RunRecord[]>
  changeRun(id: string, change: RunChange): Promise<void>
  /** Marks as deleted; until `purgeRun`, `restoreRun` brings it back. Rejects with `run-elsewhere` while it is on in another tab. */
  deleteRun(id: string): Promise<void>
  restoreRun(id: string): Promise<void>
  /** Removes a deleted run's files and record for good; nothing where it was brought back. */
  purgeRun(id: string): Promise<void>
  /** Bytes that the files of all runs take, and may take before the checkpoints of the oldest finished ones go. */
  runsSpace(): Promise<{ readonly bytes: number; readonly budget: number }>
  /** Takes a kept run's best weights as the model for predictions and downloads. */
  useRun(id: string): Promise<ModelInfo>
  /** A run as one file, and back. */
  exportRun(id: string): Promise<ExportedFile>
  importRun(file: File): Promise<RunRecord>

  /** The model that predictions and downloads use: the last finished run's. Null before. */
  model(): Promise<ModelInfo | null>
  /**
   * A video frame (transferred) or a picture. A picture is answered as `takeAnswers` says; a frame has no time for more than its mirror image
   * besides, which is looked at where the plan's views have mirror images.
   */
  predict(picture: ImageBitmap | Blob): Promise<Prediction>
  /** The model's answers on the pictures it was validated with, in the validation's order, at most `limit`. */
  predictions(limit: number): Promise<PredictionRecord[]>
  /**
   * Makes a file. Models are loaded back first and must answer as the studio does (`export-check-failed` otherwise).
   * `language` is the report's.
   */
  exportFile(format: ExportFormat, language?: keyof Text): Promise<ExportedFile>
  /** Programs that use the file of a format, and the labels that go with it. */
  usage(format: ModelFormat): Promise<Usage>
}
