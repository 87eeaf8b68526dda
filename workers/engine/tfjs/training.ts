/** A network's trained layers forwards and backwards over an op set, without a gradient tape: keeps only what backward reads, frees the rest as it goes. */
import type { ModelSpec } from '../../model/spec'
import type { LayerSpec } from '../../operations/facts'
import { geometry, type Params, type Shaped, usersOf } from './evaluate'
import type { Ops } from './ops'

export class Pass<T extends Shaped> {
  private readonly users: Map<string, LayerSpec[]>
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
    this.users = usersOf(spec)
    this.layers = spec.layers.slice(from)
  }

  /**
   * Training mode from the output of `inputId` to the logits, which the caller frees. Takes the input.
   * @param mask dropout's factors for a layer of so many activations, or null for none
   */
  forward(input: T, inputId: string, mask: (p: number, size: number) => T | null): T {
    this.kept.set(inputId, input)
    let value = input
    for (const layer of this.layers) {
      this.shapes.set(layer.id, this.kept.get(layer.inputs[0]!)!.shape)
      value = this.layerForward(layer, mask)
      this.kept.set(layer.id, value)
    }
    return this.ops.retain(value)
  }

  /**
   * Gradients of every parameter of these layers by name, and by the input where asked for. Takes dlogits; may be called once.
   * Not for an empty range of layers.
   */
  backward(dlogits: T, byInput = false): { grads: Map<string, T>; input: T | null } {
    const { ops } = this
    const grads = new Map<string, T>()
    const inside = new Set(this.layers.map((layer) => layer.id))
    const inputId = this.layers[0]!.inputs[0]!
    if (byInput) inside.add(inputId)
    const dys = new Map<string, T>([[this.layers[this.layers.length - 1]!.id, dlogits]])
    for (const layer of [...this.layers].reverse()) {
      const dy = dys.get(layer.id)!
      dys.delete(layer.id)
      const dxs = this.layerBackward(layer, dy, grads, (id) => inside.has(id))
      layer.inputs.forEach((id, i) => {
        const dx = dxs[i]
        if (!dx) return
        const held = dys.get(id)
        if (!inside.has(id)) ops.free(dx)
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
    return { grads, input: dys.get(inputId) ?? null }
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

  private param(layer: LayerSpec, suffix: string): T {
    return this.params.get(`${layer.id}.${suffix}`)!
  }

  /** An input for an op that takes it: out of what is kept where only this layer reads it, else another reference. */
  private take(id: string): T {
    const x = this.kept.get(id)!
    if (this.users.get(id)!.length > 1) return this.ops.retain(x)
    this.kept.delete(id)
    return x
  }

  private layerForward(layer: LayerSpec, mask: (p: number, size: number) => T | null): T {
    const { ops } = this
    const id = layer.inputs[0]!
    const x = this.kept.get(id)!
    const get = (suffix: string) => this.param(layer, suffix)
    switch (layer.op) {
      case 'conv':
        return ops.conv(x, get('weight'), geometry(layer, x.shape))
      case 'bn': {
        const running = [get('running_mean'), get('running_var')] as const
        const { y, stats } = ops.batchNorm(x, get('weight'), get('bias'), ...running, layer.momentum, layer.eps)
        this.extras.set(layer.id, stats)
        return y
      }
      case 'linear':
        return ops.linear(x, get('weight'), get('bias'))
      case 'activation':
        return ops.relu(this.take(id))
      case 'dropout': {
        const factor = mask(
          layer.p,
          x.shape.reduce((a, b) => a * b, 1),
        )
        // The ReLU before it needs its own output in backward: not taken.
        if (!factor) return ops.retain(x)
        this.extras.set(layer.id, factor)
        return ops.multiply(ops.retain(x), factor)
      }
      case 'add':
        return ops.add(this.take(id), this.kept.get(layer.inputs[1]!)!)
      case 'maxpool': {
        const { y, argmax } = ops.maxPool(x, geometry(layer, x.shape))
        this.extras.set(layer.id, argmax)
        return y
      }
      case 'gap':
        return ops.pool(x)
    }
  }

  /** The gradients by the layer's inputs, null where nobody asks. Takes dy. */
  private layerBackward(layer: LayerSpec, dy: T, grads: Map<string, T>, wanted: (id: string) => boolean): (T | null)[] {
    const { ops } = this
    const id = layer.inputs[0]!
    const shape = this.shapes.get(layer.id)!
    const freeing = (dx: T | null): [T | null] => {
      ops.free(dy)
      return [dx]
    }
    switch (layer.op) {
      case 'conv': {
        const g = geometry(layer, shape)
        grads.set(`${layer.id}.weight`, ops.convFilter(this.kept.get(id)!, dy, g))
        return freeing(wanted(id) ? ops.convInput(dy, this.param(layer, 'weight'), g) : null)
      }
      case 'bn': {
        const { dx, dgamma, dbeta } = ops.batchNormBackward(dy, this.kept.get(id)!, this.extras.get(layer.id)!, this.param(layer, 'weight'))
        grads.set(`${layer.id}.weight`, dgamma)
        grads.set(`${layer.id}.bias`, dbeta)
        return [dx]
      }
      case 'linear':
        grads.set(`${layer.id}.weight`, ops.linearFilter(this.kept.get(id)!, dy))
        grads.set(`${layer.id}.bias`, ops.sumRows(dy))
        return freeing(wanted(id) ? ops.linearInput(dy, this.param(layer, 'weight')) : null)
      case 'activation':
        return [ops.reluBackward(dy, this.kept.get(layer.id)!)]
      case 'dropout': {
        const factor = this.extras.get(layer.id)
        return [factor ? ops.multiply(dy, factor) : dy]
      }
      case 'add':
        return [dy, ops.retain(dy)]
      case 'maxpool':
        return freeing(wanted(id) ? ops.maxPoolBackward(dy, this.extras.get(layer.id)!, geometry(layer, shape)) : null)
      case 'gap':
        return freeing(wanted(id) ? ops.poolBackward(dy, shape[1]!, shape[2]!) : null)
    }
  }
}
