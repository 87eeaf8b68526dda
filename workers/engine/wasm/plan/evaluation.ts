/** Layers in evaluation mode: a convolution with the BatchNorm, the shortcut and the ReLU after it is one operation. */
import type { BatchNormLayer, ConvLayer, LayerSpec } from '../../../model/spec'
import { scaleOffset, shiftOffset } from '../kinds/norm'
import type { Arenas, PlanContext } from './context'
import type { Operand, Tensor } from './memory'

/** A convolution that waits for what follows it. */
interface Waiting {
  readonly conv: ConvLayer
  readonly bn: BatchNormLayer | null
  readonly residual: Tensor | null
}

export class Evaluation {
  private readonly waiting = new Map<string, Waiting>()

  constructor(
    private readonly context: PlanContext,
    private readonly arenas: Arenas,
  ) {}

  /** @param into where the output goes; an array of the segment's own without */
  plan(layer: LayerSpec, into?: Tensor): void {
    const { context, waiting } = this
    const { builder, values } = context
    const from = layer.inputs[0]!
    const y = () => into ?? context.activation(layer.id)
    switch (layer.op) {
      case 'conv':
        waiting.set(layer.id, { conv: layer, bn: null, residual: null })
        return
      case 'bn': {
        const held = waiting.get(from)
        if (!held || held.bn) throw new Error(`BatchNorm ${layer.id} does not follow a convolution of its own.`)
        waiting.set(layer.id, { ...held, bn: layer })
        return
      }
      case 'add': {
        const residual = this.value(layer.inputs[1]!)
        const held = waiting.get(from)
        if (!held || held.residual) throw new Error(`${layer.id} does not add to a convolution.`)
        waiting.set(layer.id, { ...held, residual })
        return
      }
      case 'relu': {
        const held = waiting.get(from)
        if (held) {
          values.set(layer.id, this.run(layer.id, held, true))
          return
        }
        const out = y()
        builder.emit('relu', { x: this.value(from), y: out, size: context.size(layer.id) })
        values.set(layer.id, out)
        return
      }
      case 'maxpool': {
        const out = y()
        const taps = context.activation(layer.id, `${layer.id} taps`)
        builder.emit('maxPool', { x: this.value(from), y: out, taps, ...context.window(layer) })
        values.set(layer.id, out)
        return
      }
      case 'gap': {
        const out = y()
        planAverage(context, layer, this.value(from), out)
        return
      }
      case 'dropout':
        values.set(layer.id, this.value(from))
        return
      case 'linear': {
        const out = y()
        const [w, b] = [context.param(`${layer.id}.weight`, this.arenas), context.param(`${layer.id}.bias`, this.arenas)]
        builder.emit('linear', { x: this.value(from), w, b, y: out, ins: layer.inFeatures, outs: layer.outFeatures })
        values.set(layer.id, out)
      }
    }
  }

  /** A layer's output; what waits is planned now. */
  value(id: string): Tensor {
    const { context, waiting } = this
    const held = context.values.get(id)
    if (held) return held
    const pending = waiting.get(id)
    if (!pending) throw new Error(`Nothing computes ${id}.`)
    const y = this.run(id, pending, false)
    context.values.set(id, y)
    return y
  }

  private run(id: string, { conv, bn, residual }: Waiting, relu: boolean): Tensor {
    const { context, arenas } = this
    const y = context.activation(id)
    const stats = bn && arenas.stats.get(bn.id)!
    const part = (offset: number): Operand => (stats ? { tensor: stats, offset } : 0)
    context.builder.emit('convolution', {
      ...context.productOperands(context.convShape(conv), 'forward'),
      ...{ x: this.value(conv.inputs[0]!), weights: context.param(`${conv.id}.weight`, arenas), y },
      ...{ scale: part(scaleOffset(conv.outChannels)), shift: part(shiftOffset(conv.outChannels)) },
      ...{ residual: residual ?? 0, relu: relu ? 1 : 0, accumulate: 0, sums: 0 },
    })
    return y
  }
}

export function planAverage(context: PlanContext, layer: LayerSpec, x: Tensor, y: Tensor): void {
  const from = layer.inputs[0]!
  const [, , channels] = context.shapes.get(layer.id)!
  const positions = context.places(from)
  context.builder.emit('averagePool', { x, y, positions, channels, share: context.number(1 / positions) })
  context.values.set(layer.id, y)
}

/** Scale and shift of every BatchNorm of fixed statistics. */
export function planFold(context: PlanContext, arenas: Arenas): void {
  for (const layer of context.spec.layers) {
    if (layer.op !== 'bn') continue
    const param = (name: string) => context.param(`${layer.id}.${name}`, arenas)
    context.builder.emit('normFold', {
      ...{ weight: param('weight'), bias: param('bias'), mean: param('running_mean'), variance: param('running_var') },
      ...{ channels: layer.channels, eps: layer.eps, stats: arenas.stats.get(layer.id)! },
    })
  }
}
