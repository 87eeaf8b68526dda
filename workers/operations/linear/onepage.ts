/** A linear layer over a row of values. */
import type { PageForm } from '../../onepage/form'
import { rowIn } from '../../onepage/maps'
import type { LinearLayer } from './facts'

export const linear: PageForm<LinearLayer> = {
  prepare(layer, { from: [first], to }) {
    const [values, out] = [rowIn(first, layer), rowIn(to, layer)]
    let [weight, bias] = [new Float32Array(), new Float32Array()]
    return {
      load(_, own) {
        weight = own.weight!
        bias = own.bias!
      },
      run() {
        for (let o = 0; o < out.length; o++) {
          let total = bias[o]!
          for (let i = 0; i < values.length; i++) total += values[i]! * weight[o * values.length + i]!
          out[o] = total
        }
      },
    }
  },
}
