/** Layers in training mode: what each does forward, and on a tape what its backward will be. */
import type { BatchNormLayer } from '../../../operations/bn/facts'
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import { rowItems } from '../kinds/kind'
import { STATS } from '../kinds/norm'
import { FLOAT, type PlanContext } from './context'
import { makesSums, planConvolution, planFilterGradient, planInputGradient, planSums } from './conv'
import { type Evaluation, planAverage } from './evaluation'
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
    const from = layer.inputs[0]!
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
        this.relu(layer, produce)
        return
      case 'maxpool':
        this.maxPooling(layer, produce)
        return
      case 'gap':
        planAverage(context, layer, this.value(from), produce())
        this.back(layer, (dy) => {
          const [height, width, channels] = context.mapOf(from)
          this.passBack(from, (dx) => context.builder.emit('averageBackward', { dx, dy, positions: height * width, channels }))
        })
        return
      case 'dropout':
        this.dropping(layer, produce)
        return
      case 'linear':
        this.linear(layer, produce)
    }
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
    if (next?.op === 'activation' && a !== b && this.normAlone(a)) {
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

  /** After BatchNorm, after BatchNorm and shortcut, or after anything else. */
  private relu(layer: Of<'activation'>, produce: () => Tensor): void {
    const { context } = this
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
    const main = this.normAlone(from)
    if (main) {
      const y = produce()
      this.apply(main, y, null, true)
      this.back(layer, (g) => this.normBackward(main, g, y, true))
      return
    }
    const size = context.size(layer.id)
    const x = this.value(from)
    const y = produce()
    context.builder.emit('relu', { x, y, size })
    this.back(layer, (g) => {
      context.builder.emit('reluBackward', { g, y, size })
      this.give(from, g)
    })
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

  private maxPooling(layer: Of<'maxpool'>, produce: () => Tensor): void {
    const { context } = this
    const from = layer.inputs[0]!
    const taps = context.activation(layer.id, `${layer.id} taps`)
    const window = context.window(layer)
    context.builder.emit('maxPool', { x: this.value(from), y: produce(), taps, ...window })
    this.back(layer, (dy) => this.passBack(from, (dx) => context.builder.emit('maxPoolBackward', { dx, dy, taps, ...window })))
  }

  private dropping(layer: Of<'dropout'>, produce: () => Tensor): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const size = context.size(layer.id)
    if (layer.p === 0) {
      context.values.set(layer.id, this.value(from))
      this.back(layer, (g) => this.give(from, g))
      return
    }
    const factors = builder.tensor(`${layer.id} factors`, context.train.batch * size * FLOAT, true)
    context.named.dropout.set(layer.id, { factors, p: layer.p, size })
    builder.emit('product', { a: this.value(from), b: factors, y: produce(), size })
    this.back(layer, (g) => {
      builder.emit('product', { a: g, b: factors, y: g, size })
      this.give(from, g)
    })
  }

  private linear(layer: Of<'linear'>, produce: () => Tensor): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const x = this.value(from)
    const shape = { ins: layer.inFeatures, outs: layer.outFeatures }
    const w = context.param(`${layer.id}.weight`)
    builder.emit('linear', { x, w, b: context.param(`${layer.id}.bias`), y: produce(), ...shape })
    this.back(layer, (dy) => {
      const [dw, db] = [context.gradient(`${layer.id}.weight`), context.gradient(`${layer.id}.bias`)]
      builder.emit('linearFilter', { x, dy, dw, db, ...shape })
      this.passBack(from, (dx) => builder.emit('linearInput', { dy, w, dx, ...shape }))
    })
  }
}
