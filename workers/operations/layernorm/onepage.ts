/** LayerNorm of each place: of a map, or to the row that the head reads. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, mapIn, valueAt } from '../../onepage/maps'
import type { LayerNormLayer } from './facts'
import { normalise } from './functions'

export const layernorm: PageForm<LayerNormLayer> = {
  prepare(layer, { from: [first], to }) {
    const { channels, eps } = layer
    const x = mapIn(first, layer)
    let [weight, bias] = [new Float32Array(), new Float32Array()]
    return {
      load(_, own) {
        weight = own.weight!
        bias = own.bias!
      },
      run: ({ heap }) =>
        eachPixel(x, (row, column) => {
          const read = valueAt(x, row, column)
          const write = to instanceof Float32Array ? to : heap.subarray(valueAt(to, row, column))
          normalise(heap.subarray(read, read + channels), weight, bias, eps, write)
        }),
    }
  },
}
