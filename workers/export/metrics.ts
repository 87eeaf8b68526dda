/** A finished run's numbers as JSON (also what the headless command writes) and as CSV for a spreadsheet. */
import { csvCell } from '../metrics/csv'
import type { DeviceInfo, RunSummary } from '../protocol/events'
import type { RunConfig } from '../protocol/options'

export interface RunReport {
  readonly config: RunConfig
  readonly device: DeviceInfo
  readonly classes: readonly string[]
  readonly summary: RunSummary
}

/** The shape of `metrics.json`. `confusion` is the best epoch's, `confusion[actual][predicted]`; times in seconds; accuracies 0..1. */
export interface MetricsFile {
  readonly config: RunConfig
  readonly backend: DeviceInfo['backend']
  readonly device: string
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
  /** Training pictures a second. */
  readonly imagesPerSecond: number
  readonly seconds: number
}

/** Every field of the file from the run's own records; nothing is computed a second time. */
export function metricsOf({ config, device, classes, summary }: RunReport): MetricsFile {
  return {
    config,
    backend: device.backend,
    device: device.device,
    classes,
    epochs: summary.epochs.map(({ epoch, train, val, seconds, learningRate }) => ({ epoch, train, val, seconds, learningRate })),
    bestEpoch: summary.bestEpoch,
    confusion: summary.best.confusion,
    perClass: summary.best.perClass,
    imagesPerSecond: summary.imagesPerSecond,
    seconds: summary.seconds,
  }
}

/** `metricsOf` as text. */
export function toMetricsJson(run: RunReport): string {
  return `${JSON.stringify(metricsOf(run), null, 2)}\n`
}

/** One line an epoch: losses, accuracies, time, learning rate, whether it was the best, and each class' precision, recall and F1. */
export function toMetricsCsv({ classes, summary }: RunReport): string {
  const header = [
    ...['epoch', 'train_loss', 'train_accuracy', 'val_loss', 'val_accuracy', 'seconds', 'learning_rate', 'best'],
    ...classes.flatMap((name) => ['precision', 'recall', 'f1'].map((score) => `${name} ${score}`)),
  ]
  const lines = summary.epochs.map((record) => [
    ...[record.epoch, record.train.loss, record.train.accuracy, record.val.loss, record.val.accuracy, record.seconds, record.learningRate],
    record.epoch === summary.bestEpoch ? 1 : 0,
    ...record.perClass.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]),
  ])
  return `${[header, ...lines].map((line) => line.map((cell) => csvCell(String(cell))).join(',')).join('\n')}\n`
}
