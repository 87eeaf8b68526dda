import { expect, test } from 'vitest'
import { bytes, compact, duration } from './format'
import { numbersOf } from './numbers'

test('durations use at most two units', () => {
  expect([0, 45, 60, 250, 754, 3600, 7500].map((s) => duration(s, 'en'))).toEqual([
    '0 sec',
    '45 sec',
    '1 min',
    '4 min 10 sec',
    '12 min',
    '1 hr',
    '2 hr 5 min',
  ])
  expect(duration(Number.NaN, 'en')).toBe('–')
  expect([0.004, 0.34, 0.949, 0.96].map((s) => duration(s, 'en'))).toEqual(['0.1 sec', '0.3 sec', '0.9 sec', '1 sec'])
  expect(duration(250, 'zh-CN')).toBe('4分钟 10秒')
})

test('sizes in steps of a thousand', () => {
  expect([0, 310, 12_000, 300e6, 1.23e9].map((b) => bytes(b, 'en'))).toEqual(['0 bytes', '310 bytes', '12 kB', '300 MB', '1.2 GB'])
})

test('small figures without trailing zeros', () => {
  expect([1e-3, 0.00025, 3e-5, 1e-3 / 25, 1, 0].map(compact)).toEqual(['0.001', '0.00025', '3e-5', '4e-5', '1', '0'])
})

test('plurals follow the language', () => {
  const en = numbersOf('en')
  expect([0, 1, 2, 2002].map((n) => en.count(n, 'picture', 'pictures'))).toEqual([
    '0 pictures',
    '1 picture',
    '2 pictures',
    '2,002 pictures',
  ])
  expect(en.percent(0.8612)).toBe('86.1%')
  expect(en.percent(Number.NaN)).toBe('–')
})

test('no p is nought: below its last decimal it is said to be below that', () => {
  const { pValue } = numbersOf('en')
  expect([pValue(0.04, 3), pValue(0.001, 3), pValue(0.00001, 3), pValue(0.6, 2)]).toEqual([
    'p = 0.040',
    'p = 0.001',
    'p < 0.001',
    'p = 0.60',
  ])
})
