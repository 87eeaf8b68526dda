import { expect, test } from 'vitest'
import type { AssistReport } from '../../../workers/protocol'
import { testStore } from '../../testing/testStore'
import { guessesIn, isOf, sureOnes } from './guesses'

const guess = (id: number, probability: number, cluster: number) => ({
  ...{ id, cluster, margin: 2 * probability - 1 },
  says: { className: id % 2 === 0 ? 'cat' : 'dog', probability },
})
const report: AssistReport = {
  ...{ fingerprint: '00', classes: ['cat', 'dog'], by: 'head', taught: 40, validation: { right: 9, of: 10 } },
  guesses: [guess(4, 0.99, 0), guess(1, 0.96, 0), guess(2, 0.6, 1), guess(3, 0.8, 2)],
  ...{ next: [2, 3], curve: [], unreadable: 0, milliseconds: 5 },
}
const open = new Set([1, 2, 3, 4])
const idsIn = (...of: Parameters<typeof guessesIn>) => guessesIn(...of).map(({ id }) => id)

test('pictures without a label are listed as asked for, by how sure the answer is, or those alike together', () => {
  expect(idsIn(report, 'next', open)).toEqual([2, 3])
  expect(idsIn(report, 'sure', open)).toEqual([4, 1, 3, 2])
  expect(idsIn(report, 'unsure', open)).toEqual([2, 3, 1, 4])
  expect(idsIn(report, 'alike', open)).toEqual([4, 1, 2, 3])
  expect(idsIn(report, 'sure', new Set([3]))).toEqual([3])
  expect(guessesIn(report, 'next', open)[0]).toEqual({ id: 2, given: null, says: { className: 'cat', probability: 0.6 }, alike: [] })
})

test('accepted at once is what is sure enough and has no label yet, by class', () => {
  expect(sureOnes(report, open, 0.95)).toEqual([
    { className: 'cat', ids: [4] },
    { className: 'dog', ids: [1] },
  ])
  expect(sureOnes(report, new Set([1, 3]), 0.8)).toEqual([{ className: 'dog', ids: [1, 3] }])
  expect(sureOnes(report, open, 1)).toEqual([])
})

test('a report is of other classes where one of them is gone; new ones do not matter', () => {
  expect(isOf(report, ['cat', 'dog', 'fox'])).toBe(true)
  expect(isOf(report, ['cat', 'hound'])).toBe(false)
})

test('asking tells what is done, and by the recipe what the network is', async () => {
  const seen: unknown[] = []
  const store = testStore({
    'assist.look'(config, anew, onProgress) {
      seen.push([config.imageSize, anew])
      onProgress({ phase: 'answering', done: 1, of: 5 })
      const { assistPhase, assist } = store.getState()
      seen.push([assistPhase, assist.status])
      return Promise.resolve(report)
    },
  })
  store.getState().setConfig({ imageSize: 128 })
  await store.getState().askAssist(true)
  expect(seen).toEqual([
    [128, true],
    ['answering', 'working'],
  ])
  expect(store.getState().assist).toEqual({ status: 'done', report })
})
