/** The report: one page to show a run to somebody else. */
import type { DownloadFormat } from '../format'
import { toReportHtml } from '../report'

export const report: DownloadFormat = {
  file: 'report.html',
  type: 'text/html',
  make: async (material) => ({ content: toReportHtml(await material.report()), params: null }),
  check: null,
  code: [],
}
