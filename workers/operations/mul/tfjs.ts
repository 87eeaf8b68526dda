/** A product. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { Ops, OwnOp } from '../../engine/tfjs/ops'
import type { MulLayer } from './facts'

/** x times one factor for each place of a picture, the first channel of what it is multiplied by. */
const byPlaces: OwnOp = {
  shape: ([x]) => x!,
  tensors: (_, [x, by]) => x!.mul(by!.slice([0, 0, 0, 0], [-1, -1, -1, 1])),
  loops([x, by], { data }) {
    const [c, step] = [x!.shape.at(-1)!, by!.shape.at(-1)!]
    for (let i = 0; i < data.length; i++) data[i] = x!.data[i]! * by!.data[Math.floor(i / c) * step]!
  },
}

/** The gradient by those factors, of dy and x: dy * x, summed over the channels, in a map of so many channels with zeros beside it. */
const byPlacesSums: OwnOp<number> = {
  shape: ([x], channels) => [...x!.slice(0, 3), channels],
  tensors: (_, [dy, x], channels) =>
    dy!
      .mul(x!)
      .sum(-1, true)
      .pad([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, channels - 1],
      ]),
  loops([dy, x], { data }, step) {
    const c = x!.shape.at(-1)!
    data.fill(0)
    for (let i = 0; i < x!.data.length; i++) data[Math.floor(i / c) * step]! += dy!.data[i]! * x!.data[i]!
  },
}

export const mul: OpsForm<MulLayer> = {
  evaluate: ({ ops }, { first }, [x, by]) => freeing(ops, x!, () => freeing(ops, by!, () => multiplied(ops, first, x!, by!))),
  forward: (at, layer) => multiplied(at.ops, layer, at.x(), at.x(1)),
  backward(at, layer, dy) {
    const { shape } = at.x(1)
    const sums = () => (layer.by ? at.ops.run(byPlacesSums, [dy, at.x()], shape.at(-1)!) : at.ops.scaleSums(dy, at.x(), shape))
    const dby = at.wanted(1) ? sums() : null
    return [freeing(at.ops, dy, () => (at.wanted() ? multiplied(at.ops, layer, dy, at.x(1)) : null)), dby]
  },
}

const multiplied = <T>(ops: Ops<T>, { by: places }: MulLayer, x: T, by: T): T =>
  places ? ops.run(byPlaces, [x, by], undefined) : ops.scale(x, by)
