import { expect, test } from 'vitest'
import { Problem } from '../../workers/protocol'
import { testStore } from '../testing/testStore'

test('a problem thrown in a worker is shown by its code, anything else as unexpected', () => {
  const store = testStore()
  store.getState().report(new Problem('zip-encrypted', { file: 'a.zip' }))
  store.getState().report(new TypeError('x is not a function'))
  expect(store.getState().problems.map(({ problem }) => problem.code)).toEqual(['unexpected', 'zip-encrypted'])
  expect(store.getState().problems[0]?.problem.values).toEqual({ detail: 'TypeError: x is not a function' })
})

test('the same problem again replaces itself, dismissing removes it, and only so many are shown', () => {
  const store = testStore()
  for (let i = 0; i < 2; i++) store.getState().report(new Problem('busy', {}))
  expect(store.getState().problems).toHaveLength(1)
  store.getState().dismissProblem(store.getState().problems[0]!.id)
  expect(store.getState().problems).toHaveLength(0)
  for (let i = 0; i < 9; i++) store.getState().report(new Error(String(i)))
  expect(store.getState().problems).toHaveLength(4)
})

test('a browser that keeps nothing says so once, whatever each of its stores calls it', () => {
  const store = testStore()
  for (const detail of ['SecurityError: denied', 'UnknownError: The user denied permission'])
    store.getState().report(new Problem('no-storage', { why: 'blocked', detail }))
  expect(store.getState().problems).toHaveLength(1)
})

test('clearing by code leaves the others', () => {
  const store = testStore()
  store.getState().report(new Problem('busy', {}))
  store.getState().report(new Problem('no-model', {}))
  store.getState().clearProblems(['busy'])
  expect(store.getState().problems.map(({ problem }) => problem.code)).toEqual(['no-model'])
})
