/** What the two charts draw: a point per validation, and axes that end at round figures. */
import type { CurvePoint, EpochRecord } from '../../workers/protocol'
import { compact } from '../ui/format'
import type { Numbers } from '../ui/numbers'

export type Metric = 'loss' | 'accuracy'

/** One epoch in a chart; the first and last row may only hold the axis open. */
export interface EpochRow {
  readonly epoch: number
  readonly train?: number
  readonly val?: number
}

/** A row per epoch, between rows that hold the axis from 0 to `epochs` open. */
export function epochRows(records: readonly EpochRecord[], metric: Metric, epochs: number): EpochRow[] {
  const rows = records.map((record) => ({ epoch: record.epoch, train: record.train[metric], val: record.val[metric] }))
  return [{ epoch: 0 }, ...rows, { epoch: epochs }]
}

/** The axis of values, by its ends. */
export interface ValueAxis {
  readonly low: number
  readonly high: number
  /** Then both ends are powers of ten. */
  readonly logarithmic: boolean
}

/** Where one loss is so many times another, the smaller ones cannot be told apart on a linear axis. */
const FAR_APART = 100
/** A loss below this is drawn there: on a logarithmic axis nothing is 0. */
const LEAST_LOSS = 1e-6

/**
 * The axis of a metric: losses from 0 to a round figure above all, accuracies from a round figure below all to 1. Of a run whose losses went out of all
 * proportion (half of them are below a hundredth of the largest) it is logarithmic.
 */
export function axisOf(metric: Metric, curve: readonly CurvePoint[], records: readonly EpochRecord[]): ValueAxis {
  const values = [...curve.map((point) => point[metric]), ...records.map((record) => record.val[metric])].filter(Number.isFinite)
  if (metric === 'accuracy') {
    const least = values.reduce((a, b) => Math.min(a, b), 1)
    return { low: Math.max(0, Math.min(0.9, Math.floor(least * 10) / 10)), high: 1, logarithmic: false }
  }
  const sorted = values.map((value) => Math.max(LEAST_LOSS, value)).sort((a, b) => a - b)
  const most = sorted.at(-1) ?? 0
  const [least, median] = [sorted[0] ?? most, sorted[sorted.length >> 1] ?? most]
  if (most > LOUD && (most > FAR_APART * median || most > FAR_APART * least))
    return { low: 10 ** Math.floor(Math.log10(least)), high: 10 ** Math.ceil(Math.log10(most)), logarithmic: true }
  const step = [0.1, 0.2, 0.5, 1].find((size) => most <= 4 * size) ?? stepOf(most, 6)
  return { low: 0, high: rounded(Math.max(step, Math.ceil(most / step - 1e-9) * step)), logarithmic: false }
}
/** No healthy run's loss on up to 1,000 classes is above this for long: ln(1000) is 6.9. */
const LOUD = 20

/** The least of 1, 2, 5, 10, 20 ... by which `span` is at most `parts` steps. */
function stepOf(span: number, parts: number): number {
  const power = 10 ** Math.floor(Math.log10(span / parts))
  return [1, 2, 5, 10].map((size) => size * power).find((size) => span / size <= parts + 1e-3) ?? 10 * power
}
const rounded = (value: number): number => Number(value.toPrecision(9))

/** About five round ticks from one end of the axis to the other, both included. */
export function valueTicks({ low, high, logarithmic }: ValueAxis): number[] {
  if (logarithmic) {
    const [first, last] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))]
    const step = Math.max(1, Math.ceil((last - first) / 5))
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => Number(`1e${first + i * step}`))
  }
  const step = stepOf(high - low, 6)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => rounded((first + i) * step))
}

/** A tick of a metric's axis in words. */
export const formatTick = (numbers: Numbers, metric: Metric, { high, logarithmic }: ValueAxis, value: number): string => {
  if (metric === 'accuracy') return numbers.percent(value, 0)
  if (logarithmic || high >= 1e4) return compact(value)
  return numbers.fixed(value, high <= 0.1 ? 2 : high > 10 ? 0 : 1)
}

/** Whole epochs for the axis, at most `most` of them, evenly spaced from 0. */
export function epochTicks(epochs: number, most = 10): number[] {
  const step = Math.max(1, Math.ceil(epochs / most))
  return Array.from({ length: Math.floor(epochs / step) + 1 }, (_, i) => i * step)
}

/** A figure of a metric as a person reads it. */
export const formatMetric = (numbers: Numbers, metric: Metric, value: number): string =>
  metric === 'loss' ? numbers.fixed(value, 3) : numbers.percent(value)
