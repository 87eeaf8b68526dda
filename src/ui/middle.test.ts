import { expect, test } from 'vitest'
import { inTwo } from './middle'

test('files whose names differ at their ends keep those, and none loses a letter', () => {
  const names = ['Orange___Haunglongbing_(Citrus_greening)_1000.jpg', 'Orange___Haunglongbing_(Citrus_greening)_1037.jpg']
  expect(names.map((name) => inTwo(name)[1])).toEqual([')_1000.jpg', ')_1037.jpg'])
  expect(inTwo('1037.jpg')).toEqual(['1037.jpg', ''])
  for (const name of [...names, '👩🏽‍🌾'.repeat(20), 'Donaudampfschifffahrtsgesellschaft']) {
    const [head, tail] = inTwo(name)
    expect(head + tail).toBe(name)
    expect(Array.from(new Intl.Segmenter().segment(tail)).length).toBeGreaterThanOrEqual(8)
  }
})
