import { expect, test } from 'vitest'
import { uniform } from '../random'
import { InnerProducts } from './products'

test.each([
  [1, 1, 1],
  [4, 2, 4],
  [7, 5, 10],
  [13, 9, 512],
])('%i rows with %i of %i numbers give their inner products', (as, bs, width) => {
  const inner = new InnerProducts(width, as, bs)
  const row = (of: number, i: number) => Float32Array.from({ length: width }, (_, k) => uniform(of, i, k) - 0.5)
  for (let i = 0; i < as; i++) inner.a(i).set(row(1, i))
  for (let i = 0; i < bs; i++) inner.b(i).set(row(2, i))
  const { products, columns } = inner.of(as, bs)
  for (let i = 0; i < as; i++)
    for (let j = 0; j < bs; j++) {
      const [a, b] = [row(1, i), row(2, j)]
      expect(products[i * columns + j]).toBeCloseTo(
        a.reduce((sum, value, k) => sum + value * b[k]!, 0),
        5,
      )
    }
})
