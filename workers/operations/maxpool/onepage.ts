/** Max pooling. What lies outside of the map takes no part, as in PyTorch. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, mapIn, valueAt } from '../../onepage/maps'
import type { MaxPoolLayer } from './facts'

export const maxpool: PageForm<MaxPoolLayer> = {
  prepare(layer, { from: [first], to }) {
    const { kernel, stride, padding } = layer
    const [from, map] = [mapIn(first, layer), mapIn(to, layer)]
    return {
      run: ({ heap }) =>
        eachPixel(map, (y, x) => {
          const out = valueAt(map, y, x)
          heap.fill(Number.NEGATIVE_INFINITY, out, out + map.c)
          for (let row = Math.max(0, y * stride - padding); row < Math.min(from.h, y * stride - padding + kernel); row++) {
            for (let column = Math.max(0, x * stride - padding); column < Math.min(from.w, x * stride - padding + kernel); column++) {
              const read = valueAt(from, row, column)
              for (let c = 0; c < map.c; c++) if (!(heap[read + c]! <= heap[out + c]!)) heap[out + c] = heap[read + c]!
            }
          }
        }),
    }
  },
}
