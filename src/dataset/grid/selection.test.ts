import { expect, test } from 'vitest'
import { extend, NOTHING, placeAfter, tickAll, toggle, within } from './selection'

const ids = Uint32Array.from([10, 11, 12, 13, 14, 15, 16])

test('a tick comes and goes', () => {
  const one = toggle(NOTHING, ids, 2)
  expect([...one.ticked]).toEqual([12])
  expect(one.current).toBe(2)
  expect([...toggle(one, ids, 2).ticked]).toEqual([])
})

test('Shift ticks from where the last tick was, in both directions', () => {
  const from = toggle(NOTHING, ids, 3)
  const down = extend(from, ids, 5)
  expect([...down.ticked].sort()).toEqual([13, 14, 15])
  expect([...extend(down, ids, 1).ticked].sort()).toEqual([11, 12, 13, 14, 15])
  expect(extend(down, ids, 1)).toMatchObject({ current: 1, anchor: 3 })
})

test('what left the list is not ticked, and the keyboard stays in it', () => {
  const all = { ...tickAll(NOTHING, ids), current: 6, anchor: 6 }
  const left = within(all, [11, 14])
  expect([...left.ticked]).toEqual([11, 14])
  expect(left).toMatchObject({ current: 1, anchor: 1 })
  expect(within(all, [])).toMatchObject({ current: 0, anchor: 0 })
})

test('keys lead through the grid and never out of it', () => {
  // Three columns: 0 1 2 / 3 4 5 / 6
  const grid = { columns: 3, total: 7, rowsInView: 2 }
  const after = (key: string, current: number) => placeAfter(key, current, grid)
  expect(after('ArrowRight', 2)).toBe(3)
  expect(after('ArrowLeft', 0)).toBe(0)
  expect(after('ArrowDown', 1)).toBe(4)
  expect(after('ArrowDown', 4)).toBe(6)
  expect(after('ArrowDown', 6)).toBe(6)
  expect(after('ArrowUp', 1)).toBe(1)
  expect(after('PageDown', 2)).toBe(5)
  expect(after('PageUp', 4)).toBe(1)
  expect(after('Home', 5)).toBe(0)
  expect(after('End', 1)).toBe(6)
  expect(after('x', 1)).toBeNull()
  expect(placeAfter('End', 0, { columns: 3, total: 0, rowsInView: 2 })).toBeNull()
})
