import { expect, test } from 'vitest'
import { addressOf, addressOfSetting, arrivalAt, PLACES, placeOf, settingOf, tabOf } from './addresses'

test('every place has an address that leads back to it; anything else is Data', () => {
  for (const place of PLACES) expect(placeOf(addressOf(place))).toBe(place)
  expect(['', '#', '#/', '#/nowhere', '#train'].map(placeOf)).toEqual(['data', 'data', 'data', 'data', 'train'])
})

test('a setting has an address in the Train place', () => {
  expect(placeOf(addressOfSetting('balance'))).toBe('train')
  expect(settingOf(addressOfSetting('balance'))).toBe('balance')
  expect(['#/train', '#/train/nothing', '#/data/balance', '#/train/toString'].map(settingOf)).toEqual([null, null, null, null])
})

test('a tab has an address in its place; without one, or with one that is not there, the first is open', () => {
  const tabs = ['overview', 'curves', 'report'] as const
  for (const tab of tabs) expect(tabOf(addressOf('results', tab), tabs)).toBe(tab)
  expect(placeOf(addressOf('results', 'curves'))).toBe('results')
  expect(['#/results', '#/results/', '#/results/nothing', '#/results/toString', ''].map((hash) => tabOf(hash, tabs))).toEqual(
    Array(5).fill('overview'),
  )
  // What a tab had that there is no more is found where it went.
  expect(['#/results/classes', '#/results/toString'].map((hash) => tabOf(hash, tabs, { classes: 'curves' }))).toEqual([
    'curves',
    'overview',
  ])
})

test('whoever is led to another place is at its top, to a tab at its panel, to a setting where the recipe leads', () => {
  const of = (before: string, now: string) => arrivalAt(before, now)
  expect(of('#/data', '#/train')).toBe('top')
  expect(of('#/data/capture', '#/data'), 'a page of its own within Data').toBe('top')
  expect(of('#/results', '#/results/confusion'), 'advice leads to a tab').toBe('panel')
  expect(of('#/runs', '#/use/better')).toBe('panel')
  expect(of('#/results/confusion', '#/results'), 'Back to what was open without a tab').toBe('top')
  expect(of('#/results', '#/train/starts')).toBe('top')
  expect([of('#/data', '#/data/map'), of('#/data/map', '#/data'), of('', '#/data/map')], 'grid and map').toEqual([null, null, null])
  expect([of('#/data/map', '#/data/capture'), of('#/data/capture', '#/data/map')]).toEqual(['top', 'top'])
  expect([of('#/train', '#/train/balance'), of('#/train', '#/train')]).toEqual([null, null])
})
