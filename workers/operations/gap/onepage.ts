/** Global average pooling: to a map of one pixel, or to the row that the head reads. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, mapIn, valueAt } from '../../onepage/maps'
import type { GlobalPoolLayer } from './facts'

export const gap: PageForm<GlobalPoolLayer> = {
  prepare(layer, { from: [first], to }) {
    const from = mapIn(first, layer)
    return {
      run({ heap }) {
        const out = to instanceof Float32Array ? to : heap.subarray(valueAt(to, 0, 0))
        for (let c = 0; c < from.c; c++) {
          let total = 0
          eachPixel(from, (y, x) => {
            total += heap[valueAt(from, y, x) + c]!
          })
          out[c] = total / (from.h * from.w)
        }
      },
    }
  },
}
