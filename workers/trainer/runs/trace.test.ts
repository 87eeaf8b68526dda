import { expect, test } from 'vitest'
import type { RunEvent } from '../../protocol'
import { toyEpoch, toyRecord } from '../testing/records'
import { TraceRecorder } from './trace'

const started: RunEvent = {
  type: 'started',
  runId: 'run-1',
  device: toyRecord().device,
  stepsPerEpoch: 10,
  epochs: 3,
  classes: ['cat', 'dog'],
  trainCount: 80,
  valCount: 20,
  firstEpoch: 1,
}
const step = (epoch: number, at: number): RunEvent => ({
  type: 'step',
  epoch,
  step: at,
  loss: epoch + at / 10,
  accuracy: 0.5,
  learningRate: 1e-3,
  imagesPerSecond: 1,
  waiting: 0,
  secondsLeft: 1,
})
const note: RunEvent = { type: 'note', note: { code: 'picture-replaced', path: 'cat/1.jpg' } }

test('a run that goes on has the course of the run before, without what is done again', () => {
  const first = new TraceRecorder()
  const epochOf = (epoch: number): RunEvent => ({ type: 'epoch', record: toyEpoch(epoch, 0.5, true) })
  const steps = (epoch: number, to: number) => Array.from({ length: to }, (_, i) => step(epoch, i + 1))
  for (const event of [started, ...steps(1, 10), note, epochOf(1), ...steps(2, 10), epochOf(2)]) first.take(event, 5)
  const second = new TraceRecorder()
  second.take(started, 9)
  // Its checkpoint is from the middle of the second epoch.
  second.goOn(structuredClone(first.trace), { epoch: 2, batch: 4 }, 10)
  expect(second.trace.curve.points.map(({ loss }) => loss)).toEqual(
    [...steps(1, 10), ...steps(2, 4)].map((one) => one.type === 'step' && one.loss),
  )
  expect(second.trace.log.map(({ at, kind }) => [at, kind])).toEqual([
    [5, 'started'],
    [5, 'note'],
    [5, 'epoch'],
    [9, 'started'],
  ])
})

test('however long a run, what is kept of its course stays small', () => {
  const recorder = new TraceRecorder()
  for (let epoch = 1; epoch <= 50; epoch++)
    for (let at = 1; at <= 200; at++) for (const event of [step(epoch, at), note]) recorder.take(event, 1)
  expect(recorder.trace.log.length).toBeLessThanOrEqual(500)
  expect(JSON.stringify(recorder.trace).length).toBeLessThan(100_000)
})
