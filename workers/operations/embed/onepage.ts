/** Patches as tokens with their positions. */
import type { PageForm } from '../../onepage/form'
import { eachPixel, mapIn, valueAt } from '../../onepage/maps'
import type { EmbedLayer } from './facts'

export const embed: PageForm<EmbedLayer> = {
  prepare(layer, { from: [first], to }) {
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    const { width } = layer
    let [positions, cls] = [new Float32Array(), new Float32Array()]
    return {
      load(_, own) {
        positions = own.pos_embed!
        cls = own.cls_token!
      },
      run({ heap }) {
        const put = (token: number, from: Float32Array, read: number) => {
          const write = valueAt(y, 0, token)
          for (let c = 0; c < width; c++) heap[write + c] = from[read + c]! + positions[token * width + c]!
        }
        put(0, cls, 0)
        eachPixel(x, (row, column) => put(1 + row * x.w + column, heap, valueAt(x, row, column)))
      },
    }
  },
}
