/** Convolutions as operations: products, one for each bundle of groups of channels, or plain loops where every channel is a group. */
import { type ConvLayer, groupsOf, isDepthwise } from '../../../operations/conv/facts'
import { PANEL } from '../code/products'
import { scaleOffset, shiftOffset } from '../kinds/norm'
import { bundleOf } from '../takes'
import { type Arenas, FLOAT, type PlanContext } from './context'
import type { Operand, Tensor } from './memory'
import { planWinograd, planWinogradFilter } from './winograd'

export interface Forward {
  readonly x: Tensor
  readonly y: Tensor
  readonly arenas: Arenas
  /** Of the BatchNorm that is applied with it; a convolution with a bias takes none. */
  readonly stats: Tensor | null
  readonly residual: Tensor | null
  readonly relu: boolean
  /** Where its sums by channel go, of which it makes none unless `makesSums`. */
  readonly sums: Tensor | null
}

/** Whether the forward product sums its output for a BatchNorm on the way. */
export const makesSums = (context: PlanContext, layer: ConvLayer): boolean => groupsOf(layer) === 1 && !context.goesByTiles(layer)

/** `bytes` behind where an array begins; 0, which is no array, stays 0. */
function behind(operand: Operand, bytes: number): Operand {
  if (typeof operand === 'number') return operand
  return 'tensor' in operand ? { ...operand, offset: operand.offset + bytes } : { tensor: operand, offset: bytes }
}

export function planConvolution(context: PlanContext, layer: ConvLayer, { x, y, arenas, stats, residual, relu, sums }: Forward): void {
  const { builder } = context
  const { outChannels } = layer
  const weights = context.param(`${layer.id}.weight`, arenas)
  const [scale, shift]: readonly [Operand, Operand] = stats
    ? [
        { tensor: stats, offset: scaleOffset(outChannels) },
        { tensor: stats, offset: shiftOffset(outChannels) },
      ]
    : layer.bias
      ? [context.number(1, outChannels), context.param(`${layer.id}.bias`, arenas)]
      : [0, 0]
  const last = { residual: residual ?? 0, relu: relu ? 1 : 0 }
  if (isDepthwise(layer)) {
    const plain = residual || relu ? { scale: context.number(1, outChannels), shift: context.number(0, outChannels) } : { scale, shift }
    builder.emit('depthwise', { x, w: weights, y, ...(scale ? { scale, shift } : plain), ...last, ...context.window(layer) })
    return
  }
  const shape = context.convShape(layer)
  const learns = context.trains(layer)
  // Averages of weights that do not change are not kept at points once more.
  if (context.goesByTiles(layer) && (learns || arenas === context.named.live)) {
    const plain = { scale: context.number(1, outChannels), shift: context.number(0, outChannels) }
    const size = { layer, size: shape.outSide, ins: layer.inChannels, outs: outChannels, kept: !learns }
    const after = { ...(scale || !(residual || relu) ? { scale, shift } : plain), ...last }
    planWinograd(context, size, { weights, flip: false, x, y, accumulate: false, ...after })
    return
  }
  const geometry = context.productOperands(shape, 'forward')
  for (let group = 0; group < shape.groups; group++) {
    const [ins, outs] = [group * shape.layer.inChannels * FLOAT, group * shape.layer.outChannels * FLOAT]
    builder.emit('convolution', {
      ...{ ...geometry, x: behind(x, ins), y: behind(y, outs), weights: behind(weights, group * weightBytes(shape.layer)) },
      ...{ scale: behind(scale, outs), shift: behind(shift, outs), residual: behind(last.residual, outs), relu: last.relu },
      ...{ accumulate: 0, sums: sums ?? 0 },
    })
  }
}

/** Bytes of a bundle's weights, of a layer with the bundle's channels. */
const weightBytes = ({ inChannels, outChannels, kernel }: ConvLayer): number => inChannels * outChannels * kernel ** 2 * FLOAT

/** The gradients of weights and bias. */
export function planFilterGradient(context: PlanContext, layer: ConvLayer, x: Tensor, dy: Tensor): void {
  const { builder } = context
  const dw = context.gradient(`${layer.id}.weight`)
  if (layer.bias) {
    const shape = { positions: context.places(layer.id), channels: layer.outChannels }
    builder.emit('biasGradient', { sums: planSums(context, layer.id, dy), ...shape, db: context.gradient(`${layer.id}.bias`) })
  }
  if (isDepthwise(layer)) {
    builder.emit('depthwiseFilter', { x, dy, dw, ...context.window(layer) })
    return
  }
  const shape = context.convShape(layer)
  if (context.goesByTiles(layer)) {
    planWinogradFilter(context, layer, shape.outSide, x, dy, dw)
    return
  }
  const { parts, itemQuads, floats } = context.filterSplit(shape)
  const { yBytes, xBytes, offsets, runs, runBytes, zeros, positions, byPlace, yOffsets, panels } = context.productOperands(shape, 'forward')
  for (let group = 0; group < shape.groups; group++) {
    const [ins, outs] = [group * shape.layer.inChannels * FLOAT, group * shape.layer.outChannels * FLOAT]
    const partial = parts > 1 ? builder.tensor(`${layer.id} parts`, parts * floats * FLOAT) : null
    const out = behind(dw, group * floats * FLOAT)
    builder.emit('convFilter', {
      ...{ x: behind(x, ins), xBytes, offsets, runs, runBytes, zeros, positions, byPlace },
      ...{ dy: behind(dy, outs), yBytes, yOffsets, panels, parts, itemQuads, out: partial ?? out },
    })
    if (partial) builder.emit('sumParts', { from: partial, partBytes: floats * FLOAT, parts, out, one: context.number(1) })
  }
  if (bundleOf(layer) > 1) {
    const own = context.table(`own weights of ${layer.id}`, () => ownWeights(shape.layer, bundleOf(layer)))
    builder.emit('keepOwn', { dw, own, bytes: floats * FLOAT, bundles: shape.groups })
  }
}

/** 1 for each of a bundle's weights that is between channels of one group, 0 for the zeros between groups; as weights lie. */
function ownWeights({ inChannels, outChannels, kernel }: ConvLayer, bundle: number): Float32Array<ArrayBuffer> {
  const [ins, outs] = [inChannels / bundle, outChannels / bundle]
  return Float32Array.from({ length: inChannels * outChannels * kernel ** 2 }, (_, at) => {
    const panel = Math.floor(at / PANEL / inChannels / kernel ** 2)
    const [out, from] = [panel * PANEL + (at % PANEL), Math.floor(at / PANEL) % inChannels]
    return Math.floor(out / outs) === Math.floor(from / ins) ? 1 : 0
  })
}

/** The gradient of what it reads; with `accumulate` it is added to what dx holds. */
export function planInputGradient(context: PlanContext, layer: ConvLayer, dy: Tensor, dx: Tensor, accumulate: boolean): void {
  const { builder } = context
  const added = { accumulate: accumulate ? 1 : 0 }
  if (isDepthwise(layer)) {
    builder.emit('depthwiseInput', { dy, w: context.param(`${layer.id}.weight`), dx, ...added, ...context.window(layer) })
    return
  }
  const shape = context.convShape(layer)
  const weights = planTurned(context, layer)
  if (context.goesByTiles(layer)) {
    const size = { layer, size: shape.inSide, ins: layer.outChannels, outs: layer.inChannels, kept: false }
    const nothing = { scale: 0, shift: 0, residual: 0, relu: 0 }
    planWinograd(context, size, { weights, flip: true, x: dy, y: dx, accumulate, ...nothing })
    return
  }
  const back = context.productOperands(shape, 'backward')
  const plain = { ...added, scale: 0, shift: 0, residual: 0, relu: 0, sums: 0 }
  for (let group = 0; group < shape.groups; group++) {
    const [ins, outs] = [group * shape.layer.inChannels * FLOAT, group * shape.layer.outChannels * FLOAT]
    const own = behind(weights, group * weightBytes(shape.layer))
    builder.emit('convolution', { ...back, ...plain, x: behind(dy, outs), y: behind(dx, ins), weights: own })
  }
}

/** Its weights for the input gradient, made anew in the segment `turn` when they changed. */
function planTurned(context: PlanContext, layer: ConvLayer): Tensor {
  const { builder } = context
  const { layer: group, groups } = context.convShape(layer)
  const bytes = weightBytes(group)
  const out = builder.tensor(`${layer.id} turned`, groups * bytes, true)
  const weights = context.param(`${layer.id}.weight`)
  const shape = { outs: group.outChannels, ins: group.inChannels, taps: layer.kernel ** 2 }
  builder.within('turn', () => {
    for (let at = 0; at < groups; at++)
      builder.emit('turnWeights', { weights: behind(weights, at * bytes), out: behind(out, at * bytes), ...shape })
  })
  return out
}

/** Sums by channel of a map shaped as a layer's output, as `normSums` makes them. */
export function planSums(context: PlanContext, id: string, x: Tensor): Tensor {
  const { builder } = context
  const [height, width, channels] = context.mapOf(id)
  const positions = height * width
  const sums = builder.tensor(`${id} sums`, context.sumBytes(positions, channels))
  const offsets = builder.constant(
    `${id} rows`,
    Int32Array.from({ length: positions }, (_, place) => place * channels * FLOAT),
  )
  builder.emit('normSums', { x, sums, positions, channels, offsets })
  return sums
}
