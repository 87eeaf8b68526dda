import { expect, test } from 'vitest'
import type { LabelReport, SampleInfo } from '../../../workers/protocol'
import { testStore } from '../../testing/testStore'
import { countedClasses, type Doubt, decisionOf, doubtsOf, isCurrent, isDecided, placeAfterKey } from './review'

const suspect = (id: number) => ({
  id,
  given: 'cat',
  suggested: 'dog',
  probability: 0.98,
  confidence: 0.01,
  alike: [{ id: 9, className: 'dog' }],
})
const report: LabelReport = {
  ...{ fingerprint: '00', classes: ['cat', 'dog'], checked: 200, unreadable: 0, compared: 200, learnt: false, milliseconds: 5 },
  suspects: [suspect(1), suspect(2), suspect(3)],
  likely: 2,
  outliers: [{ id: 7, given: 'dog', distance: 0.5 }],
  unexplained: [{ id: 8, given: 'cat', score: 6 }],
}
const [doubt] = doubtsOf(report, 'likely') as [Doubt]
const info = (changes: Partial<SampleInfo> = {}): SampleInfo => ({ id: 1, path: 'cat/1.jpg', label: 0, split: 'train', ...changes })

test('a look tells what it is doing, and then what it found', async () => {
  const seen: unknown[] = []
  const store = testStore({
    'labels.look'(onProgress) {
      for (const phase of ['looking', 'judging', 'comparing'] as const) {
        onProgress({ phase, done: 1, of: 5 })
        const { labelPhase, labelLook } = store.getState()
        seen.push([labelPhase, labelLook])
      }
      return Promise.resolve(report)
    },
  })
  await store.getState().lookAtLabels()
  const working = { status: 'working', done: 1, of: 5, secondsLeft: null }
  expect(seen).toEqual(['looking', 'judging', 'comparing'].map((phase) => [phase, working]))
  expect(store.getState().labelLook).toEqual({ status: 'done', report })
})

test('cancelling a look is silent, a failure is said', async () => {
  let fail: (thrown: unknown) => void = () => {}
  const store = testStore({
    'labels.look': () => new Promise((_, reject) => (fail = reject)),
    'labels.cancel': () => Promise.resolve(),
  })
  const first = store.getState().lookAtLabels()
  await store.getState().cancelLabels()
  fail(new DOMException('cancelled', 'AbortError'))
  await first
  expect(store.getState()).toMatchObject({ labelLook: { status: 'cancelled' }, problems: [] })
  const second = store.getState().lookAtLabels()
  fail(new Error('disk on fire'))
  await second
  expect(store.getState().labelLook).toEqual({ status: 'idle' })
  expect(store.getState().problems).toHaveLength(1)
})

test('the likely ones, the less sure ones and the outliers are lists of their own', () => {
  expect(doubtsOf(report, 'likely').map(({ id }) => id)).toEqual([1, 2])
  expect(doubtsOf(report, 'unsure').map(({ id }) => id)).toEqual([3])
  expect(doubtsOf(report, 'unlike')).toEqual([{ id: 7, given: 'dog', says: null, alike: [] }])
  expect(doubtsOf(report, 'unexplained')).toEqual([{ id: 8, given: 'cat', says: null, alike: [] }])
})

test('decided is what was left out, said to be right, or given another class; undone it is open again', () => {
  const names = ['cat', 'dog']
  expect(isDecided(doubt, undefined, names)).toBe(false)
  expect(isDecided(doubt, info(), names)).toBe(false)
  const unlabelled = { ...doubt, given: null }
  expect(isDecided(unlabelled, info({ label: -1 }), names)).toBe(false)
  expect(isDecided(unlabelled, info(), names)).toBe(true)
  for (const changes of [{ leftOut: true }, { confirmed: true }, { label: 1 }]) expect(isDecided(doubt, info(changes), names)).toBe(true)
})

test('a report of other classes is none of these', () => {
  expect(isCurrent(report, ['cat', 'dog'])).toBe(true)
  for (const names of [['cat', 'hound'], ['cat'], ['cat', 'dog', 'fox']]) expect(isCurrent(report, names)).toBe(false)
})

test('keys decide: A accepts, digits give the class of that number in the list, R confirms, Delete leaves out', () => {
  const listed = ['a2', 'a10', 'cat', 'dog'].map((name, i) => ({ name, digit: i + 1 }))
  const pressed = (key: string, of: Doubt = doubt, ctrlKey = false) =>
    decisionOf({ key, ctrlKey, metaKey: false, shiftKey: false, altKey: false }, of, listed)
  expect(pressed('a')).toEqual({ kind: 'relabel', ids: [1], className: 'dog' })
  expect(pressed('A')).toEqual(pressed('a'))
  expect(pressed('2')).toMatchObject({ className: 'a10' })
  // It has that class already, or there is none, or the key is the browser's.
  expect([pressed('3'), pressed('9'), pressed('0'), pressed('x'), pressed('a', doubt, true)]).toEqual([null, null, null, null, null])
  expect(pressed('r')).toEqual({ kind: 'confirm', ids: [1] })
  expect(pressed('r', { ...doubt, given: null })).toBeNull()
  expect(pressed('3', { ...doubt, given: null })).toMatchObject({ className: 'cat' })
  expect(pressed('Delete')).toEqual({ kind: 'leave-out', ids: [1] })
  expect(pressed('a', doubtsOf(report, 'unlike')[0]!)).toBeNull()
})

test('arrows move within the list', () => {
  expect(['ArrowLeft', 'ArrowDown', 'Home', 'End', 'x'].map((key) => placeAfterKey(key, 0, 3))).toEqual([0, 1, 0, 2, null])
  expect([placeAfterKey('ArrowRight', 2, 3), placeAfterKey('End', 0, 0)]).toEqual([2, 0])
})

test('the classes of those most alike are counted, the most first', () => {
  const alike = ['cat', 'dog', 'dog'].map((className, id) => ({ id, className }))
  expect(countedClasses(alike)).toEqual([
    { className: 'dog', pictures: 2 },
    { className: 'cat', pictures: 1 },
  ])
})
