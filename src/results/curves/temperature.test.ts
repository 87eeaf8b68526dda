import { expect, test } from 'vitest'
import { temperatureSaid } from './temperature'

test('the limit of the search is never shown as a temperature, and which limit it was is told', () => {
  expect(temperatureSaid({ value: 20, isFitted: false }), 'all wrong').toEqual({ kind: 'flat', value: null })
  expect(temperatureSaid({ value: 0.05, isFitted: false }), 'all right').toEqual({ kind: 'certain', value: null })
  expect(temperatureSaid({ value: 2.73, isFitted: true })).toEqual({ kind: 'sure', value: 2.73 })
  expect(temperatureSaid({ value: 0.8, isFitted: true })).toEqual({ kind: 'modest', value: 0.8 })
})
