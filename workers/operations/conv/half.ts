/** Convolution with its bias. */
import { type HalfForm, type Map3, products } from '../../export/halfForm'
import { outputSize, sidesOf } from '../../model/window'
import { type ConvLayer, groupsOf } from './facts'

export const conv: HalfForm<ConvLayer> = (layer, [x], param) => {
  const { outChannels: c } = layer
  const [h, w] = [outputSize(x!.h, layer), outputSize(x!.w, layer)]
  const groups = groupsOf(layer)
  const [weight, bias] = [param('weight'), param('bias')]
  const data = new Float32Array(c * h * w)
  for (let group = 0; group < groups; group++) {
    const part = <T extends Float32Array>(of: T) => of.subarray((group * of.length) / groups, ((group + 1) * of.length) / groups)
    const from = { ...x!, data: part(x!.data), c: x!.c / groups }
    const length = from.c * layer.kernel ** 2
    data.set(products(patches(from, layer, h, w), h * w, length, part(weight), part(bias)), (group * data.length) / groups)
  }
  return { data, c, h, w }
}

/** Every place's surroundings in a row, in the order of the weights. */
function patches({ data, c, h, w }: Map3, layer: ConvLayer, oh: number, ow: number): Float32Array {
  const { kernel, stride } = layer
  const [[top], [left]] = [sidesOf(h, layer), sidesOf(w, layer)]
  const rows = new Float32Array(oh * ow * c * kernel * kernel)
  let to = 0
  for (let y = 0; y < oh; y++) {
    for (let x = 0; x < ow; x++) {
      for (let channel = 0; channel < c; channel++) {
        for (let ky = 0; ky < kernel; ky++) {
          const row = y * stride + ky - top
          for (let kx = 0; kx < kernel; kx++, to++) {
            const column = x * stride + kx - left
            if (row >= 0 && row < h && column >= 0 && column < w) rows[to] = data[(channel * h + row) * w + column]!
          }
        }
      }
    }
  }
  return rows
}
