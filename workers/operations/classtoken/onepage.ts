/** The first of the tokens. */
import type { PageForm } from '../../onepage/form'
import { mapIn, valueAt } from '../../onepage/maps'
import type { ClassTokenLayer } from './facts'

export const classtoken: PageForm<ClassTokenLayer> = {
  prepare(layer, { from: [first], to }) {
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    const [read, write] = [valueAt(x, 0, 0), valueAt(y, 0, 0)]
    return { run: ({ heap }) => void heap.copyWithin(write, read, read + x.c) }
  },
}
