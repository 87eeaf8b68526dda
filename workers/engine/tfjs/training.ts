/** A network's trained layers forwards and backwards over an op set, without a gradient tape: keeps only what backward reads, frees the rest as it goes. */
import { paramName } from '../../model/layer'
import type { ModelSpec } from '../../model/spec'
import { usersOf } from '../../model/steps'
import type { LayerSpec } from '../../operations/facts'
import { opsForm } from '../../operations/tfjs'
import type { Params } from './evaluate'
import type { Shaped, Training } from './form'
import type { Ops } from './ops'

type Mask<T extends Shaped> = Training<T>['mask']

/** Of a pass backwards. */
interface Back<T> {
  readonly grads: Map<string, T>
  readonly wanted: (id: string) => boolean
}

export class Pass<T extends Shaped> {
  private readonly users: ReadonlyMap<string, readonly LayerSpec[]>
  private readonly byId: ReadonlyMap<string, LayerSpec>
  /** Outputs that backward (or a later layer) reads. */
  private readonly kept = new Map<string, T>()
  /** Input shapes of layers whose gradient needs no more than that. */
  private readonly shapes = new Map<string, readonly number[]>()
  /** BatchNorm's statistics, max-pooling's winners, dropout's factors. */
  private readonly extras = new Map<string, T>()
  private readonly layers: readonly LayerSpec[]

  /** @param from index of the first layer to run, all of which train */
  constructor(
    spec: ModelSpec,
    private readonly ops: Ops<T>,
    private readonly params: Params<T>,
    from: number,
  ) {
    this.users = usersOf(spec.layers)
    this.layers = spec.layers.slice(from)
    this.byId = new Map(this.layers.map((layer) => [layer.id, layer]))
  }

  /**
   * Training mode from the output of `inputId` to the logits, which the caller frees. Takes the input.
   * @param mask dropout's factors for a layer and its input's shape, or null for none
   */
  forward(input: T, inputId: string, mask: Mask<T>): T {
    this.kept.set(inputId, input)
    let value = input
    for (const layer of this.layers) {
      this.shapes.set(layer.id, this.kept.get(layer.inputs[0]!)!.shape)
      value = opsForm(layer).forward(this.at(layer, mask), layer)
      this.kept.set(layer.id, value)
    }
    return this.ops.retain(value)
  }

  /**
   * Gradients of every parameter of these layers by name, and by the input where asked for; those by an output with several readers add up. Takes
   * dlogits; may be called once. Not for an empty range of layers.
   */
  backward(dlogits: T, byInput = false): { grads: Map<string, T>; input: T | null } {
    const { ops } = this
    const inputId = this.layers[0]!.inputs[0]!
    const back: Back<T> = { grads: new Map(), wanted: (id) => this.byId.has(id) || (byInput && id === inputId) }
    const dys = new Map<string, T>([[this.layers[this.layers.length - 1]!.id, dlogits]])
    for (const layer of [...this.layers].reverse()) {
      const dy = dys.get(layer.id)!
      dys.delete(layer.id)
      const dxs = opsForm(layer).backward(
        this.at(layer, () => null, back),
        layer,
        dy,
      )
      layer.inputs.forEach((id, i) => {
        const dx = dxs[i]
        if (!dx) return
        const held = dys.get(id)
        if (!back.wanted(id)) ops.free(dx)
        else if (!held) dys.set(id, dx)
        else {
          dys.set(id, ops.add(held, dx))
          ops.free(dx)
        }
      })
      // Everything that reads this layer's output comes later, so is done.
      this.drop(layer.id)
    }
    this.discard()
    return { grads: back.grads, input: dys.get(inputId) ?? null }
  }

  /** Frees what is still held. */
  discard(): void {
    for (const id of [...this.kept.keys(), ...this.extras.keys()]) this.drop(id)
  }

  private drop(id: string): void {
    for (const values of [this.kept, this.extras]) {
      const value = values.get(id)
      if (value) this.ops.free(value)
      values.delete(id)
    }
  }

  private at(layer: LayerSpec, mask: Mask<T>, back?: Back<T>): Training<T> {
    const { kept } = this
    return {
      ops: this.ops,
      param: (suffix) => this.params.get(paramName(layer, suffix))!,
      x: (at = 0) => kept.get(layer.inputs[at]!)!,
      take: (at = 0) => this.take(layer.inputs[at]!),
      shape: this.shapes.get(layer.id)!,
      y: () => kept.get(layer.id)!,
      keep: (extra) => {
        this.extras.set(layer.id, extra)
      },
      extra: () => this.extras.get(layer.id),
      grad: (suffix, value) => {
        back?.grads.set(paramName(layer, suffix), value)
      },
      wanted: (at = 0) => back?.wanted(layer.inputs[at]!) ?? false,
      mask,
    }
  }

  private take(id: string): T {
    const x = this.kept.get(id)!
    const from = this.byId.get(id)
    if (this.users.get(id)!.length > 1 || (from && opsForm(from).readsOutput)) return this.ops.retain(x)
    this.kept.delete(id)
    return x
  }
}
