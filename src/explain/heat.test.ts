import { expect, test } from 'vitest'
import { heatColor, heatPixels } from './heat'

test('colours rise from black to light yellow, ends held', () => {
  expect(heatColor(0)).toEqual([0, 0, 4])
  expect(heatColor(1)).toEqual([252, 255, 164])
  expect(heatColor(-3)).toEqual(heatColor(0))
  expect(heatColor(7)).toEqual(heatColor(1))
  const lightness = Array.from({ length: 21 }, (_, i) => {
    const [r, g, b] = heatColor(i / 20)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
  expect(lightness).toEqual(lightness.toSorted((a, b) => a - b))
})

test('one pixel a cell, hot ones opaque', () => {
  expect(Array.from(heatPixels(Float32Array.of(0, 1)))).toEqual([0, 0, 4, 89, 252, 255, 164, 255])
})
