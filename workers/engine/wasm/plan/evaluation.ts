/** Layers in evaluation mode: a convolution with the BatchNorm (unless it has a bias), the shortcut and the ReLU after it is one operation. */
import { normsOf } from '../../../operations/bn/facts'
import type { LayerSpec } from '../../../operations/facts'
import { wasmForm } from '../../../operations/wasm'
import type { Arenas, PlanContext } from './context'
import { planConvolution } from './conv'
import type { Waiting } from './form'
import type { Tensor } from './memory'

export class Evaluation {
  private readonly waiting = new Map<string, Waiting>()

  constructor(
    private readonly context: PlanContext,
    private readonly arenas: Arenas,
  ) {}

  /** @param into where the output goes; an array of the segment's own without */
  plan(layer: LayerSpec, into?: Tensor): void {
    const { context, arenas, waiting } = this
    const produce = () => {
      const y = into ?? context.activation(layer.id)
      context.values.set(layer.id, y)
      return y
    }
    wasmForm(layer).evaluate(
      {
        ...{ context, arenas, produce },
        value: (id) => this.value(id),
        held: (id) => (context.readsAlone(id) ? waiting.get(id) : undefined),
        wait: (own) => {
          waiting.set(layer.id, own)
        },
        rectify: (held) => {
          context.values.set(layer.id, this.run(layer.id, held, true))
        },
      },
      layer,
    )
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
    planConvolution(context, conv, { x: this.value(conv.inputs[0]!), y, arenas, stats, residual, relu, sums: null })
    return y
  }
}

/** Scale and shift of every BatchNorm of fixed statistics. */
export function planFold(context: PlanContext, arenas: Arenas): void {
  for (const layer of normsOf(context.spec.layers)) {
    const param = (name: string) => context.param(`${layer.id}.${name}`, arenas)
    context.builder.emit('normFold', {
      ...{ weight: param('weight'), bias: param('bias'), mean: param('running_mean'), variance: param('running_var') },
      ...{ channels: layer.channels, eps: layer.eps, stats: arenas.stats.get(layer.id)! },
    })
  }
}
