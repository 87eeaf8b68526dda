/** Means and maxima. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, type FeatureMap, mapIn, valueAt } from '../../onepage/maps'
import type { MeanMaxLayer } from './facts'

export const meanmax: PageForm<MeanMaxLayer> = {
  prepare(layer, { from: [first], to }) {
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    return { run: ({ heap }) => (layer.over === 'places' ? ofPlaces(heap, x, y) : ofChannels(heap, x, y)) }
  },
}

/** Means of each channel in the first row of the four pixels, maxima in the second. */
function ofPlaces(heap: Float32Array, from: FeatureMap, to: FeatureMap): void {
  for (let c = 0; c < from.c; c++) {
    let [total, most] = [0, Number.NEGATIVE_INFINITY]
    eachPixel(from, (y, x) => {
      const value = heap[valueAt(from, y, x) + c]!
      total += value
      most = Math.max(most, value)
    })
    for (const x of [0, 1]) {
      heap[valueAt(to, 0, x) + c] = total / (from.h * from.w)
      heap[valueAt(to, 1, x) + c] = most
    }
  }
}

function ofChannels(heap: Float32Array, from: FeatureMap, to: FeatureMap): void {
  eachPixel(from, (y, x) => {
    const pixel = heap.subarray(valueAt(from, y, x), valueAt(from, y, x) + from.c)
    const mean = pixel.reduce((total, value) => total + value, 0) / from.c
    const most = pixel.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
    heap.set([mean, most], valueAt(to, y, x))
  })
}
