/** The report: one page to show a run to somebody else. */
import type { DownloadFormat } from '../format'
import { toReportHtml } from '../report'

export const report: DownloadFormat = {
  file: 'report.html',
  type: 'text/html',
  bytes: async (material) => new Blob([toReportHtml(await material.report())]).size,
  make: async (material) => ({ content: toReportHtml(await material.report()), params: null }),
  check: null,
  code: [],
}
