/** A network's layers in evaluation mode over an op set: BatchNorm folded into its convolution, ReLU fused, values freed at their last use. */
import type { ModelSpec } from '../../model/spec'
import { outputSize } from '../../model/window'
import type { BatchNormLayer } from '../../operations/bn/facts'
import type { ConvLayer } from '../../operations/conv/facts'
import type { LayerSpec } from '../../operations/facts'
import type { MaxPoolLayer } from '../../operations/maxpool/facts'
import type { ConvGeometry, Ops } from './ops'

export interface Shaped {
  readonly shape: readonly number[]
}
export type Params<T> = ReadonlyMap<string, T>

/** One layer, or a convolution with the BatchNorm (and ReLU) after it; `id` is the last one's. */
interface Step {
  readonly id: string
  readonly layer: Exclude<LayerSpec, BatchNormLayer>
  readonly bn: BatchNormLayer | null
  readonly relu: boolean
}

export function geometry(layer: ConvLayer | MaxPoolLayer, shape: readonly number[]): ConvGeometry {
  const [n, h, w, c] = shape as [number, number, number, number]
  const k = layer.op === 'conv' ? layer.outChannels : c
  return {
    n,
    h,
    w,
    c,
    oh: outputSize(h, layer),
    ow: outputSize(w, layer),
    k,
    kernel: layer.kernel,
    stride: layer.stride,
    pad: layer.padding,
  }
}

/** Layers by the id of what they read. */
export function usersOf(spec: ModelSpec): Map<string, LayerSpec[]> {
  const users = new Map<string, LayerSpec[]>()
  for (const layer of spec.layers) for (const id of layer.inputs) users.set(id, [...(users.get(id) ?? []), layer])
  return users
}

export class Evaluator<T extends Shaped> {
  private readonly folded = new Map<string, { w: T; b: T }>()

  constructor(
    private readonly spec: ModelSpec,
    private readonly ops: Ops<T>,
    private readonly params: Params<T>,
  ) {}

  /** Runs layers `from .. to - 1`, the input being the output of `inputId`. Takes the input; returns the last layer's output. */
  run(input: T, inputId: string, from: number, to: number): T {
    if (from >= to) return input
    const steps = this.steps(from, to)
    const last = new Map<string, number>()
    steps.forEach((step, i) => {
      for (const id of step.layer.inputs) last.set(id, i)
    })
    const values = new Map<string, T>([[inputId, input]])
    steps.forEach((step, i) => {
      /** The value, the caller's to free: the map's own reference at its last use, else another. */
      const take = (id: string): T => {
        const value = values.get(id)!
        if (last.get(id) !== i) return this.ops.retain(value)
        values.delete(id)
        return value
      }
      values.set(step.id, this.step(step, take))
    })
    return values.get(steps[steps.length - 1]!.id)!
  }

  /** Forgets the folded convolutions of layers from index `from` on: their parameters changed. */
  forget(from = 0): void {
    this.spec.layers.slice(from).forEach(({ id }) => {
      const held = this.folded.get(id)
      if (!held) return
      this.ops.free(held.w)
      this.ops.free(held.b)
      this.folded.delete(id)
    })
  }

  private steps(from: number, to: number): Step[] {
    const users = usersOf(this.spec)
    const only = (id: string) => (users.get(id)?.length === 1 ? users.get(id)![0] : undefined)
    const layers = this.spec.layers.slice(from, to)
    const done = new Set<string>()
    return layers.flatMap((layer): Step[] => {
      if (done.has(layer.id)) return []
      if (layer.op === 'bn') throw new Error(`BatchNorm ${layer.id} does not follow a convolution of its own`)
      if (layer.op !== 'conv') return [{ id: layer.id, layer, bn: null, relu: false }]
      const bn = only(layer.id)
      if (bn?.op !== 'bn') throw new Error(`Convolution ${layer.id} is not followed by BatchNorm`)
      done.add(bn.id)
      const next = only(bn.id)
      const relu = next?.op === 'activation' && layers.includes(next)
      if (relu) done.add(next.id)
      return [{ id: relu ? next.id : bn.id, layer, bn, relu }]
    })
  }

  private step({ layer, bn, relu }: Step, take: (id: string) => T): T {
    const { ops } = this
    const x = take(layer.inputs[0]!)
    switch (layer.op) {
      case 'conv': {
        const { w, b } = this.fold(layer, bn!)
        return this.freeing(x, () => ops.convBias(x, w, b, relu, geometry(layer, x.shape)))
      }
      case 'linear':
        return this.freeing(x, () => ops.linear(x, this.params.get(`${layer.id}.weight`)!, this.params.get(`${layer.id}.bias`)!))
      case 'activation':
        return ops.relu(x)
      case 'dropout':
        return x
      case 'add': {
        const b = take(layer.inputs[1]!)
        return this.freeing(b, () => ops.add(x, b))
      }
      case 'maxpool':
        return this.freeing(x, () => {
          const { y, argmax } = ops.maxPool(x, geometry(layer, x.shape))
          ops.free(argmax)
          return y
        })
      case 'gap':
        return this.freeing(x, () => ops.pool(x))
    }
  }

  private freeing(x: T, run: () => T): T {
    const y = run()
    this.ops.free(x)
    return y
  }

  private fold(conv: ConvLayer, bn: BatchNormLayer): { w: T; b: T } {
    let held = this.folded.get(conv.id)
    if (!held) {
      const get = (name: string) => this.params.get(name)!
      const [gamma, beta] = [get(`${bn.id}.weight`), get(`${bn.id}.bias`)]
      held = this.ops.fold(get(`${conv.id}.weight`), gamma, beta, get(`${bn.id}.running_mean`), get(`${bn.id}.running_var`), bn.eps)
      this.folded.set(conv.id, held)
    }
    return held
  }
}
