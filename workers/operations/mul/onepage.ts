/** A product by a map of the same size, of one pixel, or of one channel. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, mapIn, valueAt } from '../../onepage/maps'
import type { MulLayer } from './facts'

export const mul: PageForm<MulLayer> = {
  inPlace: true,
  prepare(layer, { from: [first, second], to }) {
    const [a, by, y] = [mapIn(first, layer), mapIn(second, layer), mapIn(to, layer)]
    const isSpread = by.h === 1 && by.w === 1
    const next = by.c === a.c ? 1 : 0
    if (next === 0 && by.c !== 1) throw new Error('products of two feature maps of as many channels, or of one, only')
    return {
      run: ({ heap }) =>
        eachPixel(y, (row, column) => {
          const [read, factor] = [valueAt(a, row, column), isSpread ? valueAt(by, 0, 0) : valueAt(by, row, column)]
          const write = valueAt(y, row, column)
          for (let c = 0; c < y.c; c++) heap[write + c] = heap[read + c]! * heap[factor + next * c]!
        }),
    }
  },
}
