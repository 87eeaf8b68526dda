import { expect, test } from 'vitest'
import type { HealthFinding } from '../../../workers/protocol'
import { byProblem, chosenIds, switched } from './chosen'

const twoLabels: HealthFinding = { problem: 'two-labels', ids: [1, 9], leaveOut: [1, 9], settled: false }
const copy: HealthFinding = { problem: 'duplicate', ids: [2, 3], leaveOut: [3], settled: false }
const tiny: HealthFinding = { problem: 'tiny', ids: [3], leaveOut: [3], settled: false }
const done: HealthFinding = { problem: 'tiny', ids: [4], leaveOut: [], settled: true }
const findings = [tiny, done, copy, twoLabels]

test('what is suggested is chosen, each picture once', () => {
  expect(chosenIds(findings, new Set()).sort()).toEqual([1, 3, 9])
})

test('one finding, or all of a kind, is switched off and on', () => {
  const off = switched(new Set(), [twoLabels], false)
  expect(chosenIds(findings, off)).toEqual([3])
  // The other finding about picture 3 still leaves it out.
  expect(chosenIds(findings, switched(off, [copy], false))).toEqual([3])
  expect(chosenIds(findings, switched(off, [copy, tiny], false))).toEqual([])
  expect(chosenIds(findings, switched(off, [twoLabels], true)).sort()).toEqual([1, 3, 9])
})

test('the worst problem comes first, what is settled is counted', () => {
  expect(byProblem(findings)).toEqual([
    { problem: 'two-labels', open: [twoLabels], settled: 0 },
    { problem: 'duplicate', open: [copy], settled: 0 },
    { problem: 'tiny', open: [tiny], settled: 1 },
  ])
})
