/** How many tests passed and failed, read from the reports of Vitest and Playwright. */
import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What a runner's report says. */
export interface Report extends Counts {
  /** Full names of the skipped tests. */
  readonly skippedNames: readonly string[]
}

/** A part that failed without any test of its own. */
export const ONE_FAILURE: Counts = { passed: 0, failed: 1, skipped: 0 }

const VitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(v.object({ assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })) })),
})

interface Suite {
  readonly specs?: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[] | undefined
  readonly suites?: readonly Suite[] | undefined
}
const SuiteSchema: v.GenericSchema<Suite> = v.object({
  specs: v.optional(v.array(v.object({ title: v.string(), tests: v.array(v.object({ status: v.string() })) }))),
  suites: v.optional(v.array(v.lazy(() => SuiteSchema))),
})
const PlaywrightReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
  suites: v.array(SuiteSchema),
})

/** `--reporter=json` of Vitest. */
export function vitestCounts(report: unknown): Report {
  const r = v.parse(VitestReport, report)
  const tests = r.testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    passed: r.numPassedTests,
    failed: r.numFailedTests,
    skipped: r.numPendingTests + r.numTodoTests,
    skippedNames: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
  }
}

/** The json reporter of Playwright; a flaky test has failed once, so it counts as failed. */
export function playwrightCounts(report: unknown): Report {
  const { stats, suites } = v.parse(PlaywrightReport, report)
  const skipped = (suite: Suite): string[] => [
    ...(suite.specs ?? []).filter(({ tests }) => tests.some(({ status }) => status === 'skipped')).map(({ title }) => title),
    ...(suite.suites ?? []).flatMap(skipped),
  ]
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    skippedNames: suites.flatMap(skipped),
  }
}

/**
 * The counts in the report at `path` of a runner that ended with `status`. A runner that failed although its report knows
 * of no failed test (a file that does not load, a server that does not start, no report at all or half of one) counts as one failure.
 */
export function countsOf(path: string, status: number | null, read: (report: unknown) => Report): Report {
  const report = reportAt(path, read)
  const failed = Math.max(report?.failed ?? 1, status === 0 ? 0 : 1)
  return { passed: 0, skipped: 0, skippedNames: [], ...report, failed }
}

/** Null where there is none that can be read. */
function reportAt(path: string, read: (report: unknown) => Report): Report | null {
  if (!existsSync(path)) return null
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    console.error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** Tests that may be skipped anywhere: what they need is no part of Debian 12. */
const MAY_SKIP: readonly string[] = [
  'snippets, run as they are ONNX in Python agrees',
  'snippets, run as they are Hugging Face folder in Python agrees',
]

/** The report where nothing may be skipped for want of a tool: a skipped test counts as failed, and is named. */
export function withoutSkips(report: Report): Report {
  const wanting = report.skippedNames.filter((name) => !MAY_SKIP.includes(name))
  for (const name of wanting) console.error(`skipped, which counts as failed here: ${name}`)
  return { ...report, failed: report.failed + wanting.length, skipped: report.skipped - wanting.length }
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

/** The last line of `npm test`. */
export const lastLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
