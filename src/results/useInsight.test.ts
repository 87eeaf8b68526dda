import { expect, test } from 'vitest'
import { keptView, NO_RUN } from '../run/runView'
import { fakeRecord } from '../testing/fakeTrainer'
import { statusOf } from './useInsight'

const model = { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId: 'run-1', better: null, temperature: 1, noneOf: null }
const run = keptView(fakeRecord())

test('the model of this run, of another, of none, of one that is still on, and while something else has the network', () => {
  expect(statusOf(run, model, false)).toBe('ready')
  expect(statusOf(run, { ...model, runId: 'run-2' }, true)).toBe('other-run')
  expect(statusOf({ ...run, status: 'failed' }, null, false)).toBe('no-model')
  expect(statusOf({ ...NO_RUN, status: 'running' }, null, true)).toBe('running')
  expect(statusOf(run, model, true), 'asked anew when it is free').toBe('taken')
})
