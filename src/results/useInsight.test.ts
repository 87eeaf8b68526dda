import { expect, test } from 'vitest'
import { keptView, NO_RUN } from '../run/runView'
import { fakeRecord } from '../testing/fakeTrainer'
import { statusOf } from './useInsight'

const model = { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId: 'run-1', better: null, temperature: 1, noneOf: null }
const run = keptView(fakeRecord())

test('the model of this run, of another, of none, and of one that is still on', () => {
  expect(statusOf(run, model)).toBe('ready')
  expect(statusOf(run, { ...model, runId: 'run-2' })).toBe('other-run')
  expect(statusOf({ ...run, status: 'failed' }, null)).toBe('no-model')
  expect(statusOf({ ...NO_RUN, status: 'running' }, null)).toBe('running')
})
