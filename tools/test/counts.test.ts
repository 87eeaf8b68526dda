import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countsOf, playwrightCounts, sum, vitestCounts } from './counts'

const folder = mkdtempSync(join(tmpdir(), 'trainyard-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function report(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const green = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 }

describe('counting tests', () => {
  it('reads both runners', () => {
    expect(vitestCounts({ ...green, numFailedTests: 2 })).toEqual({ passed: 7, failed: 2, skipped: 1 })
    expect(playwrightCounts({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 3 } })).toEqual({ passed: 4, failed: 2, skipped: 3 })
  })

  it('counts a runner that failed without a failed test as one failure', () => {
    const path = report('vitest.json', green)
    expect(countsOf(path, 0, vitestCounts)).toEqual({ passed: 7, failed: 0, skipped: 1 })
    expect(countsOf(path, 1, vitestCounts)).toEqual({ passed: 7, failed: 1, skipped: 1 })
    expect(countsOf(join(folder, 'absent.json'), 1, vitestCounts).failed).toBe(1)
    expect(countsOf(join(folder, 'absent.json'), null, vitestCounts).failed).toBe(1)
  })

  it('refuses a report of another shape', () => {
    expect(() => vitestCounts({ tests: 3 })).toThrow()
  })

  it('sums', () => {
    expect(
      sum([
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 10, failed: 20, skipped: 30 },
      ]),
    ).toEqual({ passed: 11, failed: 22, skipped: 33 })
  })
})
