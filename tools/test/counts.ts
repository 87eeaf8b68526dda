/** How many tests passed and failed, read from the reports of Vitest and Playwright. */
import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const VitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
})
const PlaywrightReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
})

/** `--reporter=json` of Vitest. */
export function vitestCounts(report: unknown): Counts {
  const r = v.parse(VitestReport, report)
  return { passed: r.numPassedTests, failed: r.numFailedTests, skipped: r.numPendingTests + r.numTodoTests }
}

/** The json reporter of Playwright; a flaky test has failed once, so it counts as failed. */
export function playwrightCounts(report: unknown): Counts {
  const { stats } = v.parse(PlaywrightReport, report)
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

/**
 * The counts in the report at `path` of a runner that ended with `status`. A runner that failed although its report knows
 * of no failed test (a file that does not load, a server that does not start, no report at all) counts as one failure.
 */
export function countsOf(path: string, status: number | null, read: (report: unknown) => Counts): Counts {
  const counts = existsSync(path) ? read(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 }
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

export function sum(all: readonly Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of all) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}
