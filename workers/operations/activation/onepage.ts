/** An activation. */
import type { PageForm } from '../../onepage/form'
import { BYTES, lengthOf, mapIn, rowIn, valueAt } from '../../onepage/maps'
import { type ActivationLayer, isRelu } from './facts'
import { ACTIVATIONS } from './functions'

export const activation: PageForm<ActivationLayer> = {
  inPlace: true,
  prepare(layer, { from: [first], to }) {
    const { of } = ACTIVATIONS[layer.kind]
    if (first instanceof Float32Array) {
      const out = rowIn(to, layer)
      return {
        run() {
          for (let i = 0; i < out.length; i++) out[i] = of(first[i]!)
        },
      }
    }
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    // Margins are zeros, and stay so.
    if (isRelu(layer)) {
      const [read, write, count] = [x.at / BYTES, y.at / BYTES, lengthOf(x)]
      return {
        run({ heap }) {
          for (let i = 0; i < count; i++) heap[write + i] = of(heap[read + i]!)
        },
      }
    }
    // Of the pixels alone: a function of the margin's zeros need not be zero.
    return {
      async run({ heap }, breathe) {
        for (let row = 0; row < y.h; row++) {
          for (let column = 0; column < y.w; column++) {
            const [read, write] = [valueAt(x, row, column), valueAt(y, row, column)]
            for (let c = 0; c < y.c; c++) heap[write + c] = of(heap[read + c]!)
          }
          const pause = breathe()
          if (pause) await pause
        }
      },
    }
  },
}
