/** Layers in training mode: what each does forward, and on a tape what its backward will be. */
import type { LayerSpec } from '../../../operations/facts'
import { wasmForm } from '../../../operations/wasm'
import type { PlanContext } from './context'
import type { Evaluation } from './evaluation'
import type { Left } from './form'
import type { Tensor } from './memory'
import { applyNorm } from './norm'

export class Training {
  /** What backward does, the last first. */
  readonly tape: (() => void)[] = []
  /** Gradients of layers' outputs. A layer whose gradient nobody gives has passed it on already. */
  readonly grads = new Map<string, Tensor>()
  private readonly left: Left = { sums: new Map(), norms: new Map(), added: new Map() }

  /** @param frozen gives what lies below the layers that train */
  constructor(
    private readonly context: PlanContext,
    private readonly frozen: Evaluation,
  ) {}

  /** @param into where the output goes; an array of the segment's own without */
  plan(layer: LayerSpec, into?: Tensor): void {
    const { context, grads, left } = this
    const nothingWaits = () => {
      throw new Error(`${layer.id} waits for a later layer, which in training mode none does.`)
    }
    wasmForm(layer).train(
      {
        ...{ context, grads, left, arenas: context.named.live },
        value: (id) => this.value(id),
        produce: () => {
          const y = into ?? context.activation(layer.id)
          context.values.set(layer.id, y)
          return y
        },
        ...{ held: () => undefined, wait: nothingWaits, rectify: nothingWaits },
        back: (make) => {
          this.tape.push(() => {
            const dy = grads.get(layer.id)
            if (dy) make(dy)
          })
        },
        give: (id, g) => this.give(id, g),
        passBack: (id, make) => this.passBack(id, make),
      },
      layer,
    )
  }

  /** A layer's output; a BatchNorm's is computed where somebody reads it by itself. */
  private value(id: string): Tensor {
    const { context } = this
    const held = context.values.get(id)
    if (held) return held
    const norm = this.left.norms.get(id)
    if (!norm) return this.frozen.value(id)
    const y = context.activation(id)
    applyNorm(context, norm, y, null, false)
    context.values.set(id, y)
    return y
  }

  private give(id: string, g: Tensor): void {
    if (!this.context.passesBack(id)) return
    const there = this.grads.get(id)
    if (there) this.context.builder.emit('add', { into: there, b: g, size: this.context.size(id) })
    else this.grads.set(id, g)
  }

  private passBack(id: string, make: (dx: Tensor) => void): void {
    if (!this.context.passesBack(id)) return
    const dx = this.context.activation(id, `d ${id}`)
    make(dx)
    this.give(id, dx)
  }
}
