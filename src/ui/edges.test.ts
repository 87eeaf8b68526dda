import { expect, test } from 'vitest'
import { sidesBeyond } from './edges'

const box = { scrollLeft: 0, scrollTop: 0, scrollWidth: 100, scrollHeight: 100, clientWidth: 100, clientHeight: 100 }

test('a side has more behind it when it is scrolled away from, or not scrolled to', () => {
  expect(sidesBeyond(box)).toEqual([])
  expect(sidesBeyond({ ...box, scrollWidth: 300 })).toEqual(['right'])
  expect(sidesBeyond({ ...box, scrollWidth: 300, scrollLeft: 80 })).toEqual(['left', 'right'])
  expect(sidesBeyond({ ...box, scrollWidth: 300, scrollLeft: 200 })).toEqual(['left'])
  expect(sidesBeyond({ ...box, scrollHeight: 300, scrollTop: 20 })).toEqual(['top', 'bottom'])
})

test('a fraction of a pixel is no more to see', () => {
  expect(sidesBeyond({ ...box, scrollWidth: 101, scrollLeft: 0.4, scrollTop: 0.6 })).toEqual([])
})
