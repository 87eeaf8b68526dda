/** A sum. */
import type { PageForm } from '../../onepage/form'
import { BYTES, lengthOf, mapIn } from '../../onepage/maps'
import type { AddLayer } from './facts'

export const add: PageForm<AddLayer> = {
  inPlace: true,
  prepare(layer, { from: [first, second], to }) {
    const [a, b, y] = [mapIn(first, layer), mapIn(second, layer), mapIn(to, layer)]
    if (lengthOf(a) !== lengthOf(b)) throw new Error('sums of two feature maps of one size only')
    const [left, right, write, count] = [a.at / BYTES, b.at / BYTES, y.at / BYTES, lengthOf(a)]
    return {
      run({ heap }) {
        for (let i = 0; i < count; i++) heap[write + i] = heap[left + i]! + heap[right + i]!
      },
    }
  },
}
