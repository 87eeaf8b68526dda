/** A convolution by Winograd's filtering as operations. */
import type { ConvLayer } from '../../../operations/conv/facts'
import { PANEL } from '../code/products'
import { INPUTS, OUTPUTS, POINTS } from '../code/winograd'
import { FLOAT, type PlanContext } from './context'
import type { ConvShape } from './geometry'
import type { Operand, Tensor } from './memory'

/** Bytes behind a point's array: so that points do not all lie in the same sets of the caches. */
const APART = 320
/** Fours of channels of an item of a filter gradient's product: their part of a chunk takes 16 KB of the nearest cache. */
const ITEM_QUADS = 8

export interface WinogradOperands {
  /** 3 x 3 weights in panels, and whether the window is turned. */
  readonly weights: Operand
  readonly flip: boolean
  readonly x: Tensor
  readonly y: Tensor
  readonly accumulate: boolean
  readonly scale: Operand
  readonly shift: Operand
  readonly residual: Operand
  readonly relu: number
}

interface Tiled {
  readonly layer: ConvLayer
  /** Places along a side, and channels that are read and made. */
  readonly size: number
  readonly ins: number
  readonly outs: number
  /** Whether the weights do not change: they are kept at points, made in the segment `points`. */
  readonly kept: boolean
}

/** The tiles of a map of `size` x `size` places, arrays at points, and what a product at a point is: a 1 x 1 convolution over tiles. */
function tiling({ builder, train }: PlanContext, layer: ConvLayer, size: number) {
  const side = Math.ceil(size / OUTPUTS)
  return {
    side,
    tiles: train.batch * side ** 2,
    array(what: string, floats: number, persistent = false) {
      const pointBytes = floats * FLOAT + APART
      return { tensor: builder.tensor(`${layer.id} ${what}`, POINTS * pointBytes, persistent), pointBytes }
    },
    one: (inChannels: number, outChannels: number): ConvShape => ({
      layer: { ...layer, kernel: 1, stride: 1, padding: 0, inChannels, outChannels },
      ...{ groups: 1, first: false, margin: 0, inSide: side, outSide: side, inWidth: side, outWidth: side },
    }),
  }
}

/** A 3 x 3 convolution of stride 1 and padding 1 from `ins` to `outs` channels of `size` x `size` places, by tiles of 4 x 4 outputs. */
export function planWinograd(
  context: PlanContext,
  { layer, size, ins, outs, kept }: Tiled,
  { weights, flip, x, y, accumulate, ...last }: WinogradOperands,
): void {
  const { builder, zeros } = context
  const { side, tiles, array, one } = tiling(context, layer, size)
  const panels = outs / PANEL
  const [from, to] = [array('inputs at points', tiles * ins), array('sums at points', tiles * outs)]
  const transformed = () => {
    const made = array('weights at points', ins * outs, kept)
    const shape = { panels, channels: ins, flip: flip ? 1 : 0, pointBytes: made.pointBytes }
    const emit = () => builder.emit('winogradWeights', { w: weights, out: made.tensor, ...shape })
    if (kept) builder.within('points', emit)
    else emit()
    return made
  }
  const u = (kept && context.atPoints.get(layer.id)) || transformed()
  if (kept) context.atPoints.set(layer.id, u)
  builder.emit('winogradInput', {
    ...{ x, xBytes: size ** 2 * ins * FLOAT, zeros, out: from.tensor, side, channels: ins, pointBytes: from.pointBytes },
    offsets: offsetsOf(context, size, ins, INPUTS, 1),
  })
  const geometry = context.productOperands(one(ins, outs), 'forward')
  builder.emit('winogradProduct', {
    ...{ ...geometry, itemPanels: Math.min(panels, 16), x: from.tensor, y: to.tensor, weights: u.tensor },
    ...{ xPoint: from.pointBytes, yPoint: to.pointBytes, weightPoint: u.pointBytes },
    ...{ accumulate: 0, scale: 0, shift: 0, residual: 0, relu: 0, sums: 0 },
  })
  builder.emit('winogradOutput', {
    ...{ from: to.tensor, y, yBytes: size ** 2 * outs * FLOAT, outSide: size, accumulate: accumulate ? 1 : 0, ...last },
    ...{ side, channels: outs, pointBytes: to.pointBytes, offsets: offsetsOf(context, size, outs, OUTPUTS, 0) },
  })
}

/** The gradient by the weights of such a convolution of `size` x `size` places, put to `dw` in panels or, with gradients of batches that add up, added. */
export function planWinogradFilter(context: PlanContext, layer: ConvLayer, size: number, x: Tensor, dy: Tensor, dw: Operand): void {
  const { builder, zeros } = context
  const [ins, outs] = [layer.inChannels, layer.outChannels]
  const { side, tiles, array, one } = tiling(context, layer, size)
  const panels = outs / PANEL
  const [from, gradients] = [array('inputs at points', tiles * ins), array('gradients at points', tiles * outs)]
  const sums = array('weight gradient at points', ins * outs)
  builder.emit('winogradInput', {
    ...{ x, xBytes: size ** 2 * ins * FLOAT, zeros, out: from.tensor, side, channels: ins, pointBytes: from.pointBytes },
    offsets: offsetsOf(context, size, ins, INPUTS, 1),
  })
  builder.emit('winogradGradient', {
    ...{ x: dy, xBytes: size ** 2 * outs * FLOAT, zeros, out: gradients.tensor, side, channels: outs, pointBytes: gradients.pointBytes },
    offsets: offsetsOf(context, size, outs, OUTPUTS, 0),
  })
  const geometry = context.productOperands(one(ins, outs), 'forward')
  const { xBytes, offsets, runs, runBytes, positions, byPlace, yBytes, yOffsets } = geometry
  builder.emit('winogradFilterProduct', {
    ...{ x: from.tensor, xBytes, offsets, runs, runBytes, zeros, positions, byPlace, xPoint: from.pointBytes },
    ...{ dy: gradients.tensor, yBytes, yOffsets, panels, yPoint: gradients.pointBytes },
    ...{ parts: 1, itemQuads: Math.min(ITEM_QUADS, runBytes / 16), out: sums.tensor, outPoint: sums.pointBytes },
  })
  builder.emit('winogradFilter', { from: sums.tensor, out: dw, panels, channels: ins, pointBytes: sums.pointBytes })
}

/** `[tiles, places, places]`: bytes of a tile's places from the picture's start, -1 outside; tiles begin `margin` places before their outputs. */
function offsetsOf(context: PlanContext, size: number, channels: number, places: number, margin: number): Tensor {
  return context.table(`tiles ${[size, channels, places]}`, () => {
    const side = Math.ceil(size / OUTPUTS)
    return Int32Array.from({ length: (side * places) ** 2 }, (_, at) => {
      const [tile, place] = [Math.floor(at / places ** 2), at % places ** 2]
      const row = Math.floor(tile / side) * OUTPUTS + Math.floor(place / places) - margin
      const column = (tile % side) * OUTPUTS + (place % places) - margin
      const inside = row >= 0 && row < size && column >= 0 && column < size
      return inside ? (row * size + column) * channels * FLOAT : -1
    })
  })
}
