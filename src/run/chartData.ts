/** What the two charts draw: a point per validation, and axes that end at round figures. */
import type { CurvePoint, EpochRecord } from '../../workers/protocol'
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

/** The axis of a metric: losses from 0 to a round figure above all, accuracies from a round figure below all to 1. */
export function axisOf(metric: Metric, curve: readonly CurvePoint[], records: readonly EpochRecord[]): readonly [number, number] {
  const values = [...curve.map((point) => point[metric]), ...records.map((record) => record.val[metric])].filter(Number.isFinite)
  if (metric === 'accuracy') {
    const least = Math.min(1, ...values)
    return [Math.max(0, Math.min(0.9, Math.floor(least * 10) / 10)), 1]
  }
  const most = Math.max(0, ...values)
  const step = most > 4 ? 1 : most > 1 ? 0.5 : most > 0.4 ? 0.2 : 0.1
  return [0, Number(Math.max(step, Math.ceil(most / step) * step).toFixed(6))]
}

/** About five round ticks from `low` to `high`, both ends included. */
export function valueTicks(low: number, high: number): number[] {
  const step = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => (high - low) / size <= 6.001) ?? high - low
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(6)))
}

/** Whole epochs for the axis, at most `most` of them, evenly spaced from 0. */
export function epochTicks(epochs: number, most = 10): number[] {
  const step = Math.max(1, Math.ceil(epochs / most))
  return Array.from({ length: Math.floor(epochs / step) + 1 }, (_, i) => i * step)
}

/** A figure of a metric as a person reads it. */
export const formatMetric = (numbers: Numbers, metric: Metric, value: number): string =>
  metric === 'loss' ? numbers.fixed(value, 3) : numbers.percent(value)
