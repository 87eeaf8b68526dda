/** Max pooling. */
import type { HalfForm } from '../../export/halfForm'
import { outputSize } from '../../model/window'
import type { MaxPoolLayer } from './facts'

export const maxpool: HalfForm<MaxPoolLayer> = (layer, [from]) => {
  const { data, c, h, w } = from!
  const { kernel, stride, padding } = layer
  const [oh, ow] = [outputSize(h, layer), outputSize(w, layer)]
  const out = new Float32Array(c * oh * ow).fill(Number.NEGATIVE_INFINITY)
  let to = 0
  for (let channel = 0; channel < c; channel++) {
    for (let y = 0; y < oh; y++) {
      for (let x = 0; x < ow; x++, to++) {
        for (let row = Math.max(0, y * stride - padding); row < Math.min(h, y * stride - padding + kernel); row++) {
          for (let column = Math.max(0, x * stride - padding); column < Math.min(w, x * stride - padding + kernel); column++)
            out[to] = Math.max(out[to]!, data[(channel * h + row) * w + column]!)
        }
      }
    }
  }
  return { data: out, c, h: oh, w: ow }
}
