import { expect, test } from 'vitest'
import { smooth } from './smooth'

test('smoothing leaves a constant alone from the first point on and halves a jump at weight 0.5', () => {
  const at = (loss: number) => ({ at: 0, loss, accuracy: loss })
  for (const point of smooth([at(3), at(3), at(3)], 0.9)) expect(point.loss).toBeCloseTo(3, 12)
  expect(smooth([at(0), at(0), at(0), at(0), at(0), at(0), at(0), at(0), at(0), at(0), at(8)], 0.5).at(-1)?.loss).toBeCloseTo(4, 2)
})
