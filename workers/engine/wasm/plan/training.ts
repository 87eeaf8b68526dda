/** Layers in training mode: what each does forward, and on a tape what its backward will be. */
import type { BatchNormLayer, ConvLayer, LayerSpec } from '../../../model/spec'
import { rowItems } from '../kinds/kind'
import { STATS } from '../kinds/norm'
import { FLOAT, type PlanContext } from './context'
import { type Evaluation, planAverage } from './evaluation'
import type { Tensor } from './memory'

interface Norm {
  readonly layer: BatchNormLayer
  readonly z: Tensor
  readonly stats: Tensor
}

export class Training {
  /** What backward does, the last first. */
  readonly tape: (() => void)[] = []
  readonly grads = new Map<string, Tensor>()
  private readonly norms = new Map<string, Norm>()
  private readonly sums = new Map<string, Tensor>()

  /** @param frozen gives what lies below the layers that train */
  constructor(
    private readonly context: PlanContext,
    private readonly frozen: Evaluation,
  ) {}

  plan(layer: LayerSpec, into?: Tensor): void {
    const { context } = this
    switch (layer.op) {
      case 'conv':
        this.convolution(layer)
        return
      case 'bn':
        this.statistics(layer)
        return
      case 'add':
        // Computed with the ReLU after it.
        return
      case 'relu':
        this.relu(layer)
        return
      case 'maxpool':
        this.maxPooling(layer)
        return
      case 'gap': {
        const from = layer.inputs[0]!
        planAverage(context, layer, this.value(from), into ?? context.activation(layer.id))
        this.tape.push(() => {
          if (!context.passesBack(from)) return
          const [, , channels] = context.shapes.get(layer.id)!
          const dx = context.activation(from, `d ${from}`)
          context.builder.emit('averageBackward', { dx, dy: this.gradient(layer.id), positions: context.places(from), channels })
          this.grads.set(from, dx)
        })
        return
      }
      case 'dropout':
        this.dropping(layer)
        return
      case 'linear':
        this.linear(layer, into)
    }
  }

  private value(id: string): Tensor {
    const { context, norms } = this
    const held = context.values.get(id)
    if (held) return held
    const norm = norms.get(id)
    if (!norm) return this.frozen.value(id)
    const y = this.apply(norm, null, false, id)
    context.values.set(id, y)
    return y
  }

  private gradient(id: string): Tensor {
    const held = this.grads.get(id)
    if (!held) throw new Error(`Nothing gives ${id} a gradient.`)
    return held
  }

  private convolution(layer: ConvLayer): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const shape = context.convShape(layer)
    const x = this.value(from)
    const z = context.activation(layer.id)
    const geometry = context.productOperands(shape, 'forward')
    const sums = builder.tensor(`${layer.id} sums`, context.blocks(context.runsOf(shape, 'forward').runs) * 2 * layer.outChannels * 8)
    const plain = { scale: 0, shift: 0, residual: 0, relu: 0 }
    const weights = context.param(`${layer.id}.weight`)
    builder.emit('convolution', { ...geometry, ...plain, x, y: z, weights, accumulate: 0, sums })
    context.values.set(layer.id, z)
    this.sums.set(layer.id, sums)
    this.tape.push(() => {
      const dy = this.gradient(layer.id)
      const { parts, itemQuads, floats } = context.filterSplit(shape)
      const dw = context.gradient(`${layer.id}.weight`)
      const partial = parts > 1 ? builder.tensor(`${layer.id} parts`, parts * floats * FLOAT) : null
      const { yBytes, xBytes, offsets, runs, runBytes, zeros, positions, byPlace, yOffsets, panels } = geometry
      builder.emit('convFilter', {
        ...{ x, xBytes, offsets, runs, runBytes, zeros, positions, byPlace },
        ...{ dy, yBytes, yOffsets, panels, parts, itemQuads, out: partial ?? dw },
      })
      if (partial) builder.emit('sumParts', { from: partial, partBytes: floats * FLOAT, parts, out: dw, one: context.number(1) })
      if (!context.passesBack(from)) return
      const there = this.grads.get(from)
      const dx = there ?? context.activation(from, `d ${from}`)
      const accumulate = there ? 1 : 0
      const back = context.productOperands(shape, 'backward')
      builder.emit('convolution', { ...back, ...plain, x: dy, y: dx, weights: this.turned(layer), accumulate, sums: 0 })
      this.grads.set(from, dx)
    })
  }

  /** Its weights for the input gradient, made anew in the segment `turn` when they changed. */
  private turned(layer: ConvLayer): Tensor {
    const { builder } = this.context
    const taps = layer.kernel ** 2
    const out = builder.tensor(`${layer.id} turned`, layer.inChannels * layer.outChannels * taps * FLOAT, true)
    builder.begin('turn')
    const weights = this.context.param(`${layer.id}.weight`)
    builder.emit('turnWeights', { weights, out, outs: layer.outChannels, ins: layer.inChannels, taps })
    builder.begin('backward')
    return out
  }

  private statistics(layer: BatchNormLayer): void {
    const { context } = this
    const from = layer.inputs[0]!
    const sums = this.sums.get(from)
    if (!sums) throw new Error(`BatchNorm ${layer.id} does not follow a convolution of its own.`)
    const stats = context.builder.tensor(`${layer.id} statistics`, STATS * layer.channels * FLOAT)
    const param = (name: string) => context.param(`${layer.id}.${name}`)
    context.builder.emit('normStatistics', {
      ...{ sums, positions: context.places(layer.id), channels: layer.channels, stats, momentum: layer.momentum, eps: layer.eps },
      ...{ weight: param('weight'), bias: param('bias'), mean: param('running_mean'), variance: param('running_var') },
    })
    this.norms.set(layer.id, { layer, z: context.values.get(from)!, stats })
  }

  private apply({ layer, z, stats }: Norm, residual: Tensor | null, relu: boolean, id: string): Tensor {
    const y = this.context.activation(id)
    const shape = { positions: this.context.places(id), channels: layer.channels }
    this.context.builder.emit('normApply', { z, y, stats, residual: residual ?? 0, relu: relu ? 1 : 0, ...shape })
    return y
  }

  /** After BatchNorm, after BatchNorm and shortcut, or (in the head) after a linear layer. */
  private relu(layer: LayerSpec): void {
    const { context } = this
    const from = layer.inputs[0]!
    const before = context.layer(from)
    if (before?.op === 'add') {
      this.shortcut(layer, before)
      return
    }
    const main = this.norms.get(from)
    if (main) {
      const y = this.apply(main, null, true, layer.id)
      context.values.set(layer.id, y)
      this.tape.push(() => this.backward(main, this.gradient(layer.id), y, true))
      return
    }
    const size = context.size(layer.id)
    const y = context.activation(layer.id)
    context.builder.emit('relu', { x: this.value(from), y, size })
    context.values.set(layer.id, y)
    this.tape.push(() => {
      const g = this.gradient(layer.id)
      context.builder.emit('reluBackward', { g, y, size })
      this.grads.set(from, g)
    })
  }

  private shortcut(layer: LayerSpec, add: LayerSpec): void {
    const { context } = this
    const [mainId, sideId] = add.inputs as [string, string]
    const main = this.norms.get(mainId)
    if (!main) throw new Error(`${add.id} does not add to a BatchNorm.`)
    const side = this.norms.get(sideId)
    const y = this.apply(main, this.value(sideId), true, layer.id)
    context.values.set(layer.id, y)
    this.tape.push(() => {
      const g = this.gradient(layer.id)
      this.backward(main, g, y, false)
      if (side) this.backward(side, g, null, true)
      else if (context.passesBack(sideId)) {
        const there = this.grads.get(sideId)
        if (there) context.builder.emit('add', { into: there, b: g, size: context.size(sideId) })
        else this.grads.set(sideId, g)
      }
    })
  }

  /** The gradient of what a BatchNorm read, in g's place where `inPlace`; g is masked by the ReLU's output y. */
  private backward({ layer, z, stats }: Norm, g: Tensor, y: Tensor | null, inPlace: boolean): void {
    const { builder, ...context } = { builder: this.context.builder, places: this.context.places(layer.id) }
    const { channels } = layer
    const shape = { positions: context.places, channels }
    const items = rowItems(this.context.train.batch * context.places, channels)
    const sums = builder.tensor(`${layer.id} backward sums`, items * 2 * channels * 8)
    const factors = builder.tensor(`${layer.id} factors`, 4 * channels * FLOAT)
    builder.emit('normBackwardSums', { g, y: y ?? 0, z, stats, sums, ...shape })
    builder.emit('normBackwardFactors', {
      ...{ sums, stats, factors, ...shape, weight: this.context.param(`${layer.id}.weight`) },
      ...{ dweight: this.context.gradient(`${layer.id}.weight`), dbias: this.context.gradient(`${layer.id}.bias`) },
    })
    const conv = layer.inputs[0]!
    const dz = inPlace ? g : this.context.activation(layer.id, `d ${layer.id}`)
    builder.emit('normBackward', { g, z, dz, factors, ...shape })
    this.grads.set(conv, dz)
  }

  private maxPooling(layer: Extract<LayerSpec, { op: 'maxpool' }>): void {
    const { context } = this
    const from = layer.inputs[0]!
    const y = context.activation(layer.id)
    const taps = context.activation(layer.id, `${layer.id} taps`)
    const window = context.window(layer)
    context.builder.emit('maxPool', { x: this.value(from), y, taps, ...window })
    context.values.set(layer.id, y)
    this.tape.push(() => {
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      context.builder.emit('maxPoolBackward', { dx, dy: this.gradient(layer.id), taps, ...window })
      this.grads.set(from, dx)
    })
  }

  private dropping(layer: Extract<LayerSpec, { op: 'dropout' }>): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const size = context.size(layer.id)
    if (layer.p === 0) {
      context.values.set(layer.id, this.value(from))
      this.tape.push(() => this.grads.set(from, this.gradient(layer.id)))
      return
    }
    const factors = builder.tensor(`${layer.id} factors`, context.train.batch * size * FLOAT, true)
    context.named.dropout.set(layer.id, { factors, p: layer.p, size })
    const y = context.activation(layer.id)
    builder.emit('product', { a: this.value(from), b: factors, y, size })
    context.values.set(layer.id, y)
    this.tape.push(() => {
      const g = this.gradient(layer.id)
      builder.emit('product', { a: g, b: factors, y: g, size })
      this.grads.set(from, g)
    })
  }

  private linear(layer: Extract<LayerSpec, { op: 'linear' }>, into?: Tensor): void {
    const { context } = this
    const { builder } = context
    const from = layer.inputs[0]!
    const x = this.value(from)
    const y = into ?? context.activation(layer.id)
    const shape = { ins: layer.inFeatures, outs: layer.outFeatures }
    const w = context.param(`${layer.id}.weight`)
    builder.emit('linear', { x, w, b: context.param(`${layer.id}.bias`), y, ...shape })
    context.values.set(layer.id, y)
    this.tape.push(() => {
      const dy = this.gradient(layer.id)
      const [dw, db] = [context.gradient(`${layer.id}.weight`), context.gradient(`${layer.id}.bias`)]
      builder.emit('linearFilter', { x, dy, dw, db, ...shape })
      if (!context.passesBack(from)) return
      const dx = context.activation(from, `d ${from}`)
      builder.emit('linearInput', { dy, w, dx, ...shape })
      this.grads.set(from, dx)
    })
  }
}
