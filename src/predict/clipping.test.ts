import { expect, test } from 'vitest'
import { clipCosts, clippedLogLoss } from './clipping'

const answer = (label: number, dog: number) => ({ id: 0, path: '', label, probabilities: [1 - dog, dog] })

test('log loss of one class against the rest, with and without clipping', () => {
  // sklearn.metrics.log_loss([1, 0, 0], [0.9, 0.2, 0.5]) = 0.3405504158439941
  const answers = [answer(1, 0.9), answer(0, 0.2), answer(0, 0.5)]
  expect(clippedLogLoss(answers, 1, 0)).toBeCloseTo(0.3405504158439941, 12)
  expect(clippedLogLoss(answers, 0, 0)).toBeCloseTo(0.3405504158439941, 12)
  expect(clippedLogLoss([answer(0, 1)], 1, 0.01)).toBeCloseTo(clipCosts(0.01).worst, 12)
  expect(clippedLogLoss([answer(1, 1)], 1, 0.01)).toBeCloseTo(clipCosts(0.01).each, 12)
  expect(clippedLogLoss([answer(0, 1)], 1, 0)).toBeCloseTo(34.5, 1)
})
