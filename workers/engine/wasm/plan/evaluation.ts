/** Layers in evaluation mode: a convolution with the BatchNorm (unless it has a bias), the shortcut and the ReLU after it is one operation. */
import { isRelu } from '../../../model/steps'
import type { BatchNormLayer } from '../../../operations/bn/facts'
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import { wasmForm } from '../../../operations/wasm'
import type { Arenas, PlanContext } from './context'
import { planConvolution } from './conv'
import type { Tensor } from './memory'

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
    const produce = () => {
      const y = into ?? context.activation(layer.id)
      values.set(layer.id, y)
      return y
    }
    switch (layer.op) {
      case 'conv':
        waiting.set(layer.id, { conv: layer, bn: null, residual: null })
        return
      case 'bn': {
        const held = this.held(from)
        if (held && !held.conv.bias && !held.bn && !held.residual) {
          waiting.set(layer.id, { ...held, bn: layer })
          return
        }
        const shape = { positions: context.places(layer.id), channels: layer.channels }
        const stats = this.arenas.stats.get(layer.id)!
        builder.emit('normApply', { z: this.value(from), y: produce(), stats, residual: 0, relu: 0, ...shape })
        return
      }
      case 'add': {
        const other = layer.inputs[1]!
        for (const [main, side] of [
          [from, other],
          [other, from],
        ] as const) {
          const held = this.held(main)
          if (!held || held.residual || main === side) continue
          waiting.set(layer.id, { ...held, residual: this.value(side) })
          return
        }
        builder.emit('sum', { a: this.value(from), b: this.value(other), y: produce(), size: context.size(layer.id) })
        return
      }
      default: {
        const held = isRelu(layer) && this.held(from)
        if (held) values.set(layer.id, this.run(layer.id, held, true))
        else wasmForm(layer).evaluate({ context, arenas: this.arenas, value: (id) => this.value(id), produce }, layer)
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

  /** What waits for the one layer that reads it. */
  private held(id: string): Waiting | undefined {
    return this.context.readsAlone(id) ? this.waiting.get(id) : undefined
  }

  private run(id: string, { conv, bn, residual }: Waiting, relu: boolean): Tensor {
    const { context, arenas } = this
    const y = context.activation(id)
    const stats = bn && arenas.stats.get(bn.id)!
    planConvolution(context, conv, { x: this.value(conv.inputs[0]!), y, arenas, stats, residual, relu, sums: null })
    return y
  }
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
