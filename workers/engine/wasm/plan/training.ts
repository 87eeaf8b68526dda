/** Layers in training mode: what each does forward, and on a tape what its backward will be. */
import { isRelu } from '../../../model/steps'
import type { BatchNormLayer } from '../../../operations/bn/facts'
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import { type UnfusedLayer, wasmForm } from '../../../operations/wasm'
import { rowItems } from '../kinds/kind'
import { STATS } from '../kinds/norm'
import { FLOAT, type PlanContext } from './context'
import { makesSums, planConvolution, planFilterGradient, planInputGradient, planSums } from './conv'
import type { Evaluation } from './evaluation'
import type { Tensor } from './memory'

type Of<Op extends LayerSpec['op']> = Extract<LayerSpec, { readonly op: Op }>

interface Norm {
  readonly layer: BatchNormLayer
  readonly z: Tensor
  readonly stats: Tensor
}

export class Training {
  /** What backward does, the last first. */
  readonly tape: (() => void)[] = []
  /** Gradients of layers' outputs. A layer whose gradient nobody gives has passed it on already. */
  readonly grads = new Map<string, Tensor>()
  private readonly norms = new Map<string, Norm>()
  private readonly sums = new Map<string, Tensor>()
  /** Sums that the ReLU after them computes with a BatchNorm. */
  private readonly fused = new Map<string, Of<'add'>>()

  /** @param frozen gives what lies below the layers that train */
  constructor(
    private readonly context: PlanContext,
    private readonly frozen: Evaluation,
  ) {}

  /** @param into where the output goes; an array of the segment's own without */
  plan(layer: LayerSpec, into?: Tensor): void {
    const { context } = this
    const produce = () => {
      const y = into ?? context.activation(layer.id)
      context.values.set(layer.id, y)
      return y
    }
    switch (layer.op) {
      case 'conv':
        this.convolution(layer, produce)
        return
      case 'bn':
        this.statistics(layer)
        return
      case 'add':
        this.sum(layer, produce)
        return
      case 'activation':
        this.activation(layer, produce)
        return
      default:
        this.unfused(layer, produce)
    }
  }

  private unfused(layer: UnfusedLayer, produce: () => Tensor): void {
    const { context } = this
    wasmForm(layer).train(
      {
        context,
        arenas: context.named.live,
        value: (id) => this.value(id),
        produce,
        back: (make) => this.back(layer, make),
        give: (id, g) => this.give(id, g),
        passBack: (id, make) => this.passBack(id, make),
      },
      layer,
    )
  }

  /** A layer's output; a BatchNorm's is computed where somebody reads it by itself. */
  private value(id: string): Tensor {
    const { context, norms } = this
    const held = context.values.get(id)
    if (held) return held
    const norm = norms.get(id)
    if (!norm) return this.frozen.value(id)
    const y = context.activation(id)
    this.apply(norm, y, null, false)
    context.values.set(id, y)
    return y
  }

  /** On the tape: `make` gets the gradient of the layer's output, which is its own to change. */
  private back(layer: LayerSpec, make: (dy: Tensor) => void): void {
    this.tape.push(() => {
      const dy = this.grads.get(layer.id)
      if (dy) make(dy)
    })
  }

  /** Gives a gradient, whose array is the giver's no more; gradients add up. */
  private give(id: string, g: Tensor): void {
    if (!this.context.passesBack(id)) return
    const there = this.grads.get(id)
    if (there) this.context.builder.emit('add', { into: there, b: g, size: this.context.size(id) })
    else this.grads.set(id, g)
  }

  /** Makes a gradient where anybody wants it. */
  private passBack(id: string, make: (dx: Tensor) => void): void {
    if (!this.context.passesBack(id)) return
    const dx = this.context.activation(id, `d ${id}`)
    make(dx)
    this.give(id, dx)
  }

  private convolution(layer: ConvLayer, produce: () => Tensor): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const x = this.value(from)
    const sums = makesSums(context, layer)
      ? builder.tensor(`${layer.id} sums`, context.sumBytes(context.places(layer.id), layer.outChannels))
      : null
    const alone = { arenas: context.named.live, stats: null, residual: null, relu: false }
    planConvolution(context, layer, { x, y: produce(), sums, ...alone })
    if (sums) this.sums.set(layer.id, sums)
    this.back(layer, (dy) => {
      planFilterGradient(context, layer, x, dy)
      if (!context.passesBack(from)) return
      // On top of what another layer gave, where there is such.
      const there = this.grads.get(from)
      const dx = there ?? context.activation(from, `d ${from}`)
      planInputGradient(context, layer, dy, dx, there !== undefined)
      this.grads.set(from, dx)
    })
  }

  private statistics(layer: BatchNormLayer): void {
    const { context } = this
    const { builder } = context
    const { channels, momentum, eps } = layer
    const from = layer.inputs[0]!
    const z = this.value(from)
    const positions = context.places(layer.id)
    const sums = this.sums.get(from) ?? planSums(context, layer.id, z)
    const stats = builder.tensor(`${layer.id} statistics`, STATS * channels * FLOAT)
    const param = (name: string) => context.param(`${layer.id}.${name}`)
    builder.emit('normStatistics', {
      ...{ sums, positions, channels, stats, momentum, eps },
      ...{ weight: param('weight'), bias: param('bias'), mean: param('running_mean'), variance: param('running_var') },
    })
    const norm = { layer, z, stats }
    this.norms.set(layer.id, norm)
    // Where the ReLU after it did this already, nobody gave it a gradient.
    this.back(layer, (g) => this.normBackward(norm, g, null, true))
  }

  private apply({ layer, z, stats }: Norm, y: Tensor, residual: Tensor | null, relu: boolean): void {
    const shape = { positions: this.context.places(layer.id), channels: layer.channels }
    this.context.builder.emit('normApply', { z, y, stats, residual: residual ?? 0, relu: relu ? 1 : 0, ...shape })
  }

  /** A BatchNorm that only one layer reads. */
  private normAlone(id: string): Norm | undefined {
    return this.context.readsAlone(id) ? this.norms.get(id) : undefined
  }

  private sum(layer: Of<'add'>, produce: () => Tensor): void {
    const { context } = this
    const { builder } = context
    const [a, b] = layer.inputs as [string, string]
    const next = context.onlyReader(layer.id)
    if (next && isRelu(next) && a !== b && this.normAlone(a)) {
      this.fused.set(layer.id, layer)
      return
    }
    const size = context.size(layer.id)
    builder.emit('sum', { a: this.value(a), b: this.value(b), y: produce(), size })
    this.back(layer, (dy) => {
      this.passBack(b, (y) => builder.emit('copy', { x: dy, y, size }))
      this.give(a, dy)
    })
  }

  /** ReLU after BatchNorm, or after BatchNorm and shortcut; anything else by itself. */
  private activation(layer: Of<'activation'>, produce: () => Tensor): void {
    const from = layer.inputs[0]!
    const add = this.fused.get(from)
    if (add) {
      const [mainId, sideId] = add.inputs as [string, string]
      const main = this.norms.get(mainId)!
      const side = this.value(sideId)
      const y = produce()
      this.apply(main, y, side, true)
      this.back(layer, (g) => {
        this.normBackward(main, g, y, false)
        this.give(sideId, g)
      })
      return
    }
    const main = isRelu(layer) && this.normAlone(from)
    if (main) {
      const y = produce()
      this.apply(main, y, null, true)
      this.back(layer, (g) => this.normBackward(main, g, y, true))
      return
    }
    this.unfused(layer, produce)
  }

  /** The gradient of what a BatchNorm read, in g's place where `inPlace`; g is masked by the ReLU's output y. */
  private normBackward({ layer, z, stats }: Norm, g: Tensor, y: Tensor | null, inPlace: boolean): void {
    const { context } = this
    const { builder } = context
    const { channels } = layer
    const positions = context.places(layer.id)
    const shape = { positions, channels }
    const sums = builder.tensor(`${layer.id} backward sums`, rowItems(context.train.batch * positions, channels) * 2 * channels * 8)
    const factors = builder.tensor(`${layer.id} factors`, 4 * channels * FLOAT)
    builder.emit('normBackwardSums', { g, y: y ?? 0, z, stats, sums, ...shape })
    builder.emit('normBackwardFactors', {
      ...{ sums, stats, factors, ...shape, weight: context.param(`${layer.id}.weight`) },
      ...{ dweight: context.gradient(`${layer.id}.weight`), dbias: context.gradient(`${layer.id}.bias`) },
    })
    const from = layer.inputs[0]!
    if (!context.passesBack(from)) return
    const dz = inPlace ? g : context.activation(layer.id, `d ${layer.id}`)
    builder.emit('normBackward', { g, z, dz, factors, ...shape })
    this.give(from, dz)
  }
}
