import { expect, test } from 'vitest'
import { OPTIONS } from '../../workers/protocol'
import { fakeRecord } from '../testing/fakeTrainer'
import { endOf, rateAfterDiverging, shownEnd } from './runEnd'
import { keptView, NO_RUN } from './runView'

test('a run that diverged or was stopped says so, kept or shown; one that came to its end says nothing', () => {
  const record = { ...fakeRecord(), status: 'finished' } as const
  for (const reason of ['completed', 'early-stop'] as const) expect(endOf({ ...record, reason })).toBeNull()
  for (const reason of ['diverged', 'stopped'] as const) {
    expect(endOf({ ...record, reason })).toBe(reason)
    expect(shownEnd(keptView({ ...record, reason }))).toBe(reason)
  }
  for (const status of ['failed', 'interrupted', 'running'] as const) expect(endOf({ ...record, status, reason: null })).toBe(status)
  const diverged = { code: 'diverged', values: { epoch: 1, step: 2 } } as never
  expect(endOf({ ...record, status: 'failed', reason: null, problem: diverged })).toBe('diverged')
  expect(shownEnd(NO_RUN)).toBeNull()
  expect(shownEnd({ ...NO_RUN, status: 'running' })).toBeNull()
  expect(shownEnd({ ...NO_RUN, status: 'stopped' })).toBe('stopped')
  const log = (code: 'diverged' | 'out-of-memory') => [{ at: 1, kind: 'failed', problem: { code, values: {} } }] as never
  expect(shownEnd({ ...NO_RUN, status: 'failed', log: log('diverged') })).toBe('diverged')
  expect(shownEnd({ ...NO_RUN, status: 'failed', log: log('out-of-memory') })).toBe('failed')
})

test('after a run that diverged a tenth of its rate is advised, and never one far above the default', () => {
  expect([10, 1, 0.2].map(rateAfterDiverging)).toEqual([0.001, 0.001, 0.001])
  expect([0.1, 0.02, 0.001].map(rateAfterDiverging)).toEqual([0.01, 0.002, 0.0001])
  expect(rateAfterDiverging(OPTIONS.learningRate.min)).toBe(OPTIONS.learningRate.min)
})
