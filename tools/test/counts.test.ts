import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countsOf, lastLine, playwrightCounts, sum, vitestCounts, withoutSkips } from './counts'

const folder = mkdtempSync(join(tmpdir(), 'trainyard-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function report(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const tests = [
  { fullName: 'adds', status: 'passed' },
  { fullName: 'against PyTorch', status: 'pending' },
]
const green = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [{ assertionResults: tests }] }
const skippedNames = ['against PyTorch']

describe('counting tests', () => {
  it('reads both runners', () => {
    expect(vitestCounts({ ...green, numFailedTests: 2 })).toEqual({ passed: 7, failed: 2, skipped: 1, skippedNames })
    const suites = [
      {
        specs: [{ title: 'trains', tests: [{ status: 'expected' }] }],
        suites: [{ specs: [{ title: 'sees', tests: [{ status: 'skipped' }] }] }],
      },
    ]
    expect(playwrightCounts({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 3 }, suites })).toEqual({
      passed: 4,
      failed: 2,
      skipped: 3,
      skippedNames: ['sees'],
    })
  })

  it('counts a runner that failed without a failed test as one failure', () => {
    const path = report('vitest.json', green)
    expect(countsOf(path, 0, vitestCounts)).toEqual({ passed: 7, failed: 0, skipped: 1, skippedNames })
    expect(countsOf(path, 1, vitestCounts)).toEqual({ passed: 7, failed: 1, skipped: 1, skippedNames })
    expect(countsOf(join(folder, 'absent.json'), 1, vitestCounts).failed).toBe(1)
    expect(countsOf(join(folder, 'absent.json'), null, vitestCounts).failed).toBe(1)
  })

  it('counts a report that is not there, of another shape or cut off as one failure, whatever the runner says', () => {
    expect(() => vitestCounts({ tests: 3 })).toThrow()
    const cut = join(folder, 'cut.json')
    writeFileSync(cut, '{"numPassedTests": 7, "numFai')
    for (const path of [cut, report('other.json', { tests: 3 }), join(folder, 'absent.json')])
      for (const status of [0, 1, null]) expect(countsOf(path, status, vitestCounts)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('where nothing may be skipped, counts a skipped test as failed, except one whose tool nobody can install', () => {
    const names = ['against PyTorch', 'snippets, run as they are ONNX in Python agrees']
    expect(withoutSkips({ passed: 5, failed: 1, skipped: 2, skippedNames: names })).toMatchObject({ passed: 5, failed: 2, skipped: 1 })
  })

  it('ends with a line of counts', () => {
    expect(lastLine({ passed: 11, failed: 0, skipped: 0 })).toBe('11 passed, 0 failed')
    expect(lastLine({ passed: 11, failed: 2, skipped: 3 })).toBe('11 passed, 2 failed, 3 skipped')
  })

  it('ends with it also where nothing can be run', { timeout: 60_000 }, () => {
    const env = { ...process.env, TRAINYARD_CHROMIUM: join(folder, 'no-browser') }
    const { stdout, stderr, status } = spawnSync(process.execPath, ['tools/test.mjs'], { encoding: 'utf8', env })
    expect(stderr).toContain('TRAINYARD_CHROMIUM')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed')
    expect(status).toBe(1)
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
