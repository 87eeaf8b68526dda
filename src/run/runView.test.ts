import { expect, test } from 'vitest'
import { DEFAULT_CONFIG, type EpochRecord } from '../../workers/protocol'
import { bestBy, bestOf, mostAccurateOf, NO_RUN, progressOf, reduceRun } from './runView'
import { words } from './words'

const epoch = (at: number, loss: number, accuracy: number, best: boolean) => ({ epoch: at, val: { loss, accuracy }, best }) as EpochRecord
const EPOCHS = [epoch(1, 0.6, 0.6, true), epoch(2, 0.5, 0.708, true), epoch(3, 0.7, 0.792, false)]

test('the epoch of the lowest loss is not called the most accurate one', () => {
  expect([bestOf(EPOCHS)?.epoch, mostAccurateOf(EPOCHS)?.epoch]).toEqual([2, 3])
  const by = bestBy({ config: DEFAULT_CONFIG })
  expect(words.en.runView.bestRestored(2, by)).toBe('The model is the one of epoch 2, which has the lowest validation loss.')
  expect(words.en.runView.figures.best(2, by)).toBe('lowest validation loss: epoch 2')
  expect(words.zh.runView.bestRestored(3, bestBy({ config: { ...DEFAULT_CONFIG, stopMetric: 'val-accuracy' } }))).toBe(
    '模型取自验证准确率最高的第 3 轮。',
  )
})

test('while test pictures are scored the bar is theirs, and a stop that ended the training is over', () => {
  const stopping = { ...NO_RUN, status: 'stopping' as const }
  const testing = reduceRun(reduceRun(stopping, { type: 'phase', phase: 'testing' }, 0), { type: 'test-progress', done: 3, of: 12 }, 0)
  expect([testing.status, progressOf(testing)]).toEqual(['running', 0.25])
})
