/** A product. */
import { freeing, type OpsForm } from '../../engine/tfjs/form'
import type { Ops } from '../../engine/tfjs/ops'
import type { MulLayer } from './facts'

export const mul: OpsForm<MulLayer> = {
  evaluate: ({ ops }, { first }, [x, by]) => freeing(ops, x!, () => freeing(ops, by!, () => multiplied(ops, first, x!, by!))),
  forward: (at, layer) => multiplied(at.ops, layer, at.x(), at.x(1)),
  backward(at, layer, dy) {
    const { shape } = at.x(1)
    const sums = () => (layer.by ? at.ops.scalePlacesSums(dy, at.x(), shape) : at.ops.scaleSums(dy, at.x(), shape))
    const dby = at.wanted(1) ? sums() : null
    return [freeing(at.ops, dy, () => (at.wanted() ? multiplied(at.ops, layer, dy, at.x(1)) : null)), dby]
  },
}

const multiplied = <T>(ops: Ops<T>, { by: places }: MulLayer, x: T, by: T): T => (places ? ops.scalePlaces(x, by) : ops.scale(x, by))
