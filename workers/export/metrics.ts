/** A finished run's numbers as JSON (also what the headless command writes) and as CSV for a spreadsheet. */
import { denseConfusion, rightOf } from '../protocol/confusion'
import { csvTable } from '../protocol/csv'
import type { DeviceInfo, EpochRecord, RunSummary, TestScore } from '../protocol/events'
import { wilsonInterval } from '../protocol/interval'
import type { RunConfig } from '../protocol/options'
import { type Answering, answeringFacts } from './answering'
import { type ModelFacts, preprocessing } from './model'

/** A run's own records. */
export interface RunReport {
  readonly config: RunConfig
  readonly device: DeviceInfo
  readonly classes: readonly string[]
  readonly summary: RunSummary
  /** Absent where nobody decided anything of how it answers. */
  readonly answering?: Answering | undefined
}

type Origin = Pick<ModelFacts, 'seed' | 'datasetName' | 'datasetFingerprint' | 'baseWeights' | 'baseWeightsSha256' | 'baseWeightsLicence'>

/** The shape of `metrics.json`. `confusion` is the best epoch's, `confusion[actual][predicted]`; times in seconds; accuracies 0..1. */
export interface MetricsFile {
  readonly config: RunConfig
  readonly backend: DeviceInfo['backend']
  readonly device: string
  /** What training computed in: f32, or convolutions in f16. */
  readonly precision: 'f32' | 'mixed'
  readonly classes: readonly string[]
  readonly epochs: readonly {
    readonly epoch: number
    readonly train: { readonly loss: number; readonly accuracy: number }
    readonly val: { readonly loss: number; readonly accuracy: number }
    readonly seconds: number
    readonly learningRate: number
  }[]
  readonly bestEpoch: number
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: RunSummary['best']['perClass']
  /** How the model does on the labelled test pictures, which nothing was chosen by; null where there were none, or they were not scored. */
  readonly test: TestMetrics | null
  /** Training pictures a second. */
  readonly imagesPerSecond: number
  readonly seconds: number
  /** Where the figures come from: pictures, starting weights and their licence. */
  readonly origin: Origin
  /** How a picture became the network's input. */
  readonly preprocessing: ReturnType<typeof preprocessing>
  /** What was decided of how the model answers since the run, which no other figure here is of; absent where nothing was. */
  readonly calibration?: object
  readonly none_of_these?: object
}

/** `confusion[actual][predicted]`; accuracies 0..1. */
interface TestMetrics {
  readonly accuracy: number
  /** Wilson's, at 95%. */
  readonly accuracyInterval: readonly [number, number]
  readonly loss: number
  /** Pictures that could be read, of which all figures are, and those that could not. */
  readonly pictures: number
  readonly unreadable: number
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: TestScore['perClass']
}

function testMetricsOf(score: TestScore): TestMetrics {
  const { right, judged } = rightOf(score)
  return {
    accuracy: score.scores.accuracy,
    accuracyInterval: wilsonInterval(right, judged),
    loss: score.scores.loss,
    pictures: score.judged,
    unreadable: score.unread,
    confusion: denseConfusion(score.confusion),
    perClass: score.perClass,
  }
}

/** Every field of the file from the run's own records; nothing is computed a second time. */
export function metricsOf({ config, device, classes, summary, answering }: RunReport, facts: ModelFacts): MetricsFile {
  return {
    config,
    backend: device.backend,
    device: device.device,
    precision: device.precision ?? 'f32',
    classes,
    epochs: summary.epochs.map(({ epoch, train, val, seconds, learningRate }) => ({ epoch, train, val, seconds, learningRate })),
    bestEpoch: summary.bestEpoch,
    confusion: denseConfusion(summary.best.confusion),
    perClass: summary.best.perClass,
    test: summary.test ? testMetricsOf(summary.test) : null,
    imagesPerSecond: summary.imagesPerSecond,
    seconds: summary.seconds,
    origin: originOf(facts),
    preprocessing: preprocessing(config),
    ...answeringFacts(answering, false),
  }
}

/** What is said of a run's origin, without the rest of the model's facts. */
function originOf({ seed, datasetName, datasetFingerprint, baseWeights, baseWeightsSha256, baseWeightsLicence }: ModelFacts): Origin {
  return { seed, datasetName, datasetFingerprint, baseWeights, baseWeightsSha256, baseWeightsLicence }
}

/** `metricsOf` as text, a row of a confusion matrix on a line: a thousand classes have a million counts. */
export function toMetricsJson(run: RunReport, facts: ModelFacts): string {
  const { confusion, test, ...rest } = metricsOf(run, facts)
  const empty = { ...rest, confusion: [], test: test && { ...test, confusion: [] } }
  const matrices = [confusion, ...(test ? [test.confusion] : [])]
  // Only the places of the matrices are left empty, in the order in which they are written: no text of a person's stands at the beginning of a line.
  const filled = JSON.stringify(empty, null, 2).replace(/^( +)"confusion": \[\]/gm, (_, indent: string) => {
    const rows = (matrices.shift() ?? []).map((row) => `${indent}  ${JSON.stringify(row)}`)
    return `${indent}"confusion": [\n${rows.join(',\n')}\n${indent}]`
  })
  return `${filled}\n`
}

/** With more classes than that a spreadsheet has the scores of each class for the best and the last epoch only, and empty cells in the other lines. */
const MOST_SCORED_CLASSES = 100

/**
 * One line an epoch: losses, accuracies, time, learning rate, whether it was the best, and each class' precision, recall and F1; then, the same
 * on every line, where they come from, since a table has no other place to say so. Of very many classes only the best and the last epoch have scores.
 */
export function toMetricsCsv({ config, classes, summary }: RunReport, facts: ModelFacts): string {
  const origin: [string, string | number][] = [
    ['seed', facts.seed],
    ['dataset', facts.datasetName],
    ['dataset_fingerprint', facts.datasetFingerprint],
    ['base_weights', facts.baseWeights],
    ['base_weights_sha256', facts.baseWeightsSha256],
    ['base_weights_licence', facts.baseWeightsLicence],
    ['preprocessing', JSON.stringify(preprocessing(config))],
  ]
  const header = [
    ...['epoch', 'train_loss', 'train_accuracy', 'val_loss', 'val_accuracy', 'seconds', 'learning_rate', 'best'],
    ...classes.flatMap((name) => ['precision', 'recall', 'f1'].map((score) => `${name} ${score}`)),
    ...origin.map(([name]) => name),
  ]
  const scored = (epoch: number) =>
    classes.length <= MOST_SCORED_CLASSES || epoch === summary.bestEpoch || epoch === summary.epochs.at(-1)?.epoch
  const scoresOf = ({ epoch, perClass }: EpochRecord): (number | string)[] =>
    perClass.flatMap(({ precision, recall, f1 }) => [precision, recall, f1].map((score) => (scored(epoch) ? score : '')))
  const lines = summary.epochs.map((record) => [
    ...[record.epoch, record.train.loss, record.train.accuracy, record.val.loss, record.val.accuracy, record.seconds, record.learningRate],
    record.epoch === summary.bestEpoch ? 1 : 0,
    ...scoresOf(record),
    ...origin.map(([, value]) => value),
  ])
  return csvTable([header, ...lines], '\n')
}
