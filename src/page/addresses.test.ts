import { expect, test } from 'vitest'
import { addressOf, addressOfSetting, PLACES, placeOf, settingOf } from './addresses'

test('every place has an address that leads back to it; anything else is Data', () => {
  for (const place of PLACES) expect(placeOf(addressOf(place))).toBe(place)
  expect(['', '#', '#/', '#/nowhere', '#train'].map(placeOf)).toEqual(['data', 'data', 'data', 'data', 'train'])
})

test('a setting has an address in the Train place', () => {
  expect(placeOf(addressOfSetting('balance'))).toBe('train')
  expect(settingOf(addressOfSetting('balance'))).toBe('balance')
  expect(['#/train', '#/train/nothing', '#/data/balance', '#/train/toString'].map(settingOf)).toEqual([null, null, null, null])
})
