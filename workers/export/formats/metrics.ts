/** A run's figures, for programs and for spreadsheets. */
import type { DownloadFormat } from '../format'
import { toMetricsCsv, toMetricsJson } from '../metrics'

export const metricsJson: DownloadFormat = {
  file: 'metrics.json',
  type: 'application/json',
  make: async ({ run, model }) => ({ content: toMetricsJson(run, model.facts), params: null }),
  bytes: async ({ run, model }) => new Blob([toMetricsJson(run, model.facts)]).size,
  check: null,
  code: [],
}

export const metricsCsv: DownloadFormat = {
  file: 'metrics.csv',
  type: 'text/csv',
  make: async ({ run, model }) => ({ content: toMetricsCsv(run, model.facts), params: null }),
  bytes: async ({ run, model }) => new Blob([toMetricsCsv(run, model.facts)]).size,
  check: null,
  code: [],
}
