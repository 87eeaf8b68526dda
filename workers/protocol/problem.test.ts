import { expect, it } from 'vitest'
import { Problem, problemOf } from './problem'

it('tells code that did not come from a bug, in each browser’s words', () => {
  const told = { code: 'part-not-fetched', values: {} }
  for (const message of [
    'Failed to fetch dynamically imported module: https://host.example/assets/TrainPlace-1.js',
    'error loading dynamically imported module: https://host.example/assets/TrainPlace-1.js',
    'Importing a module script failed.',
  ]) {
    expect(problemOf(new TypeError(message))).toEqual(told)
    expect(problemOf(new Problem('worker-crashed', { detail: `Uncaught TypeError: ${message}` }))).toEqual(told)
  }
  expect(problemOf(new Error('Unable to preload CSS for /assets/TrainPlace-1.css'))).toEqual(told)
  expect(problemOf(new TypeError('x is not a function')).code).toBe('unexpected')
  expect(problemOf(new Problem('worker-crashed', { detail: 'oom' })).code).toBe('worker-crashed')
})
