/**
 * The planner: from layers, batch, size and frozen prefix to the list of dispatches and the buffers they use.
 *
 * One file although long: what a layer emits forward, in evaluation and on the tape's way back reads and writes the same maps of values,
 * norms and gradients, and stands side by side so that the three can be compared.
 */
import { type BatchNormLayer, BLOCKS, type ConvLayer, type LayerSpec, type ModelSpec, outputShapes } from '../../model/spec'
import type { TrainPlan } from '../engine'
import type { KernelFamily } from './device'
import * as norm from './kernels/batchnorm'
import { convFilterGradient, convForward, convInputGradient, filterSplits } from './kernels/conv'
import { type ConvShape, weightSize } from './kernels/conv-shape'
import * as head from './kernels/head'
import { normalisePixels } from './kernels/input'
import { crossEntropy, RESULT_SLOTS } from './kernels/loss'
import { clipFactor, movingAverage, NORM_PARTS_BYTES, normParts, optimizer, reduceParts } from './kernels/optimizer'
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient, type PoolShape } from './kernels/pool'
import { foldTable, groupTable, type Layout, layoutOf } from './layout'
import { type Bound, type Plan, PlanBuilder, type Tensor, type View } from './tensors'

/** Tensors that the engine itself writes, reads or swaps. */
export interface Named {
  readonly params: Tensor
  readonly buffers: Tensor
  readonly folded: Tensor
  readonly foldTable: Tensor
  readonly pixels: Tensor
  /** The network's input, `[batch, size, size, 4]`, which the segment `pixels` writes. */
  readonly input: Tensor
  readonly features: Tensor
  readonly logits: Tensor
  readonly labels: Tensor
  /** Grad-CAM's maps and their height and width. */
  readonly maps: Tensor
  readonly mapSize: readonly [number, number]
  readonly classWeights: Tensor
  readonly results: Tensor
  readonly grads: Tensor
  readonly first: Tensor
  readonly second: Tensor | null
  readonly groupTable: Tensor
  readonly emaParams: Tensor | null
  readonly emaBuffers: Tensor | null
}

export interface EnginePlan extends Plan {
  readonly layout: Layout
  readonly named: Named
  /** Initial content of tables. */
  readonly tables: ReadonlyMap<Tensor, Uint32Array<ArrayBuffer>>
}

const FLOAT = 4

/** @throws Error where a layer has a shape that no kernel takes */
export function planTraining(spec: ModelSpec, train: TrainPlan, family: KernelFamily): EnginePlan {
  return new Planner(spec, train, family).plan()
}

interface Norm {
  readonly layer: BatchNormLayer
  readonly z: Tensor
  readonly stats: Tensor
}

class Planner {
  private readonly builder = new PlanBuilder()
  private readonly layout: Layout
  private readonly named: Named
  private readonly fold: ReturnType<typeof foldTable>
  private readonly shapes: Map<string, [number, number, number]>
  private readonly byId: Map<string, LayerSpec>
  /** Value of a layer's output in the segment being planned. */
  private values = new Map<string, Tensor>()
  private norms = new Map<string, Norm>()
  /** Gradient of a layer's output. */
  private grads = new Map<string, Tensor>()
  private tape: (() => void)[] = []

  constructor(
    private readonly spec: ModelSpec,
    private readonly train: TrainPlan,
    private readonly family: KernelFamily,
  ) {
    const { builder } = this
    const { batch, imageSize: size } = train
    this.layout = layoutOf(spec, train.frozenBlocks)
    this.fold = foldTable(spec, this.layout)
    this.shapes = outputShapes(spec, size)
    this.byId = new Map(spec.layers.map((layer) => [layer.id, layer]))
    const { paramFloats, bufferFloats, trainFrom } = this.layout
    const trained = (paramFloats - trainFrom) * FLOAT
    const gap = spec.layers.find((layer) => layer.op === 'gap')
    if (!gap) throw new Error(`${spec.arch} has no global average pooling, which the WebGPU engine needs.`)
    const [mapH, mapW] = this.shapes.get(gap.inputs[0]!)!
    const keep = (label: string, bytes: number) => builder.tensor(label, bytes, true)
    this.named = {
      params: keep('parameters', paramFloats * FLOAT),
      buffers: keep('running statistics', bufferFloats * FLOAT),
      folded: keep('folded BatchNorm', this.fold.floats * FLOAT),
      foldTable: keep('fold table', this.fold.table.byteLength),
      pixels: keep('pixels', batch * size * size * 3),
      input: keep('input', batch * size * size * 16),
      features: keep('features', batch * spec.featureWidth * FLOAT),
      logits: keep('logits', batch * spec.classes * FLOAT),
      maps: keep('maps', batch * mapH * mapW * FLOAT),
      mapSize: [mapH, mapW],
      labels: keep('labels', batch * FLOAT),
      classWeights: keep('class weights', spec.classes * FLOAT),
      results: keep('results', RESULT_SLOTS * 16),
      grads: keep('gradients', trained),
      first: keep(train.optimizer === 'sgd' ? 'momentum' : 'first moment', trained),
      second: train.optimizer === 'sgd' ? null : keep('second moment', trained),
      groupTable: keep('group table', groupTable(this.layout).byteLength),
      emaParams: train.ema ? keep('averaged parameters', paramFloats * FLOAT) : null,
      emaBuffers: train.ema ? keep('averaged statistics', bufferFloats * FLOAT) : null,
    }
  }

  plan(): EnginePlan {
    const { builder, named, spec, train } = this
    const { input } = named
    builder.begin('pixels')
    builder.emit(normalisePixels(train.imageSize), { pixels: named.pixels, x: input })

    builder.begin('fold')
    builder.emit(norm.normFold(this.fold.table.length / 8), {
      params: named.params,
      buffers: named.buffers,
      table: named.foldTable,
      folded: named.folded,
    })

    const gap = spec.layers.findIndex((layer) => layer.op === 'gap')
    const backbone = spec.layers.slice(0, gap + 1)
    const top = spec.layers.slice(gap + 1)
    const gapId = spec.layers[gap]!.id
    builder.begin('backbone')
    this.reset('input', input)
    for (const layer of backbone) this.evaluate(layer)
    const last = this.value(spec.layers[gap]!.inputs[0]!)
    builder.begin('head')
    this.reset(gapId, named.features)
    for (const layer of top) this.evaluate(layer)
    builder.begin('cam')
    this.cam(top, last, spec.layers[gap]!.inputs[0]!)

    builder.begin('train')
    const headOnly = train.frozenBlocks >= BLOCKS.length - 1
    this.reset(...((headOnly ? [gapId, named.features] : ['input', input]) as [string, Tensor]))
    for (const layer of headOnly ? top : spec.layers) {
      if (this.trains(layer)) this.forward(layer)
      else this.evaluate(layer)
    }
    if (this.trains(spec.layers.at(-1)!)) this.loss(spec.layers.at(-1)!.id)
    for (const back of this.tape.reverse()) back()

    this.update()
    const tables = new Map([
      [named.foldTable, this.fold.table],
      [named.groupTable, groupTable(this.layout) as Uint32Array<ArrayBuffer>],
    ])
    return { ...builder.finish(), layout: this.layout, named, tables }
  }

  private reset(id: string, value: Tensor): void {
    this.values = new Map([[id, value]])
    this.norms = new Map()
    this.grads = new Map()
    this.tape = []
  }

  private trains(layer: LayerSpec): boolean {
    return BLOCKS.indexOf(layer.block) >= this.train.frozenBlocks
  }

  private activation(id: string, label = id): Tensor {
    const [h, w, c] = this.shapes.get(id)!
    return this.builder.tensor(label, this.train.batch * h * w * c * FLOAT)
  }

  private param(name: string): View {
    const { offset, size } = this.layout.params.get(name)!
    return { tensor: this.named.params, offset: offset * FLOAT, bytes: size * FLOAT }
  }
  private gradient(name: string): View {
    const { offset, size } = this.layout.params.get(name)!
    return { tensor: this.named.grads, offset: (offset - this.layout.trainFrom) * FLOAT, bytes: size * FLOAT }
  }
  private buffer(name: string): View {
    const { offset, size } = this.layout.buffers.get(name)!
    return { tensor: this.named.buffers, offset: offset * FLOAT, bytes: size * FLOAT }
  }
  private folded(id: string): { scale: View; shift: View } {
    const place = this.fold.places.get(id)!
    const at = (offset: number): View => ({ tensor: this.named.folded, offset: offset * FLOAT, bytes: place.size * FLOAT })
    return { scale: at(place.scale), shift: at(place.shift) }
  }

  private consumer(id: string): LayerSpec {
    const all = this.spec.layers.filter((layer) => layer.inputs.includes(id))
    if (all.length !== 1) throw new Error(`The WebGPU engine expects one layer after ${id}, found ${all.length}.`)
    return all[0]!
  }
  private layer(id: string): LayerSpec {
    return this.byId.get(id)!
  }
  private value(id: string): Tensor {
    const tensor = this.values.get(id)
    if (!tensor) throw new Error(`The WebGPU engine has no output of ${id} where it is needed.`)
    return tensor
  }

  private convShape(layer: ConvLayer): ConvShape {
    const [inH, inW] = this.shapes.get(layer.inputs[0]!)!
    const [outH, outW] = this.shapes.get(layer.id)!
    const { inChannels: inC, outChannels: outC, kernel, stride, padding } = layer
    return { inH, inW, inC, outH, outW, outC, kernel, stride, padding }
  }
  private poolShape(layer: Extract<LayerSpec, { op: 'maxpool' }>): PoolShape {
    const [inH, inW, channels] = this.shapes.get(layer.inputs[0]!)!
    const [outH, outW] = this.shapes.get(layer.id)!
    return { inH, inW, outH, outW, channels, kernel: layer.kernel, stride: layer.stride, padding: layer.padding }
  }
  private normShape(id: string): norm.NormShape {
    const [h, w, channels] = this.shapes.get(id)!
    return { pixels: h * w, channels }
  }

  /** Evaluation mode: convolution, folded BatchNorm, shortcut and ReLU are one dispatch. */
  private evaluate(layer: LayerSpec): void {
    const { builder, values } = this
    const from = layer.inputs[0]!
    const fused = (bnId: string, relu: boolean, out: string, residual: Tensor | null) => {
      const conv = this.layer(this.layer(bnId).inputs[0]!) as ConvLayer
      const y = this.activation(out)
      builder.emit(convForward(this.family, this.convShape(conv), this.train.batch, { folded: true, residual: residual !== null, relu }), {
        x: this.value(conv.inputs[0]!),
        w: this.param(`${conv.id}.weight`),
        y,
        ...this.folded(bnId),
        ...(residual ? { residual } : {}),
      })
      values.set(out, y)
    }
    switch (layer.op) {
      case 'conv':
      case 'add':
        return
      case 'bn': {
        const next = this.consumer(layer.id)
        if (next.op === 'relu') fused(layer.id, true, next.id, null)
        return
      }
      case 'relu': {
        if (values.has(layer.id)) return
        const before = this.layer(from)
        if (before.op === 'add') {
          const [main, side] = before.inputs as [string, string]
          if (this.layer(side)?.op === 'bn') fused(side, false, side, null)
          fused(main, true, layer.id, this.value(side))
          return
        }
        this.plainRelu(layer)
        return
      }
      case 'maxpool': {
        const y = this.activation(layer.id)
        builder.emit(maxPool(this.poolShape(layer), false, false), { x: this.value(from), y })
        values.set(layer.id, y)
        return
      }
      case 'dropout':
        values.set(layer.id, this.value(from))
        return
      case 'gap':
        this.average(layer, this.named.features)
        return
      case 'linear':
        this.linear(layer, this.consumesNothing(layer.id) ? this.named.logits : this.activation(layer.id))
    }
  }

  /** The gradient of one logit a picture back through the head (in evaluation mode), and the map over the last activation. */
  private cam(top: readonly LayerSpec[], last: Tensor, lastId: string): void {
    const { builder, named, spec } = this
    let g = this.activation(top.at(-1)!.id, 'd logits for Grad-CAM')
    builder.emit(head.oneHot(spec.classes), { labels: named.labels, y: g })
    for (const layer of [...top].reverse()) {
      if (layer.op === 'linear') {
        const dx = builder.tensor(`d input of ${layer.id}`, this.train.batch * layer.inFeatures * FLOAT)
        builder.emit(head.linearInputGradient(layer.inFeatures, layer.outFeatures), { dy: g, w: this.param(`${layer.id}.weight`), dx })
        g = dx
      } else if (layer.op === 'relu') {
        const [, , c] = this.shapes.get(layer.id)!
        builder.emit(head.reluGradient(c), { y: this.value(layer.id), g })
      }
    }
    const { pixels, channels } = this.normShape(lastId)
    builder.emit(head.camMap(pixels, channels), { x: last, dfeatures: g, y: named.maps })
  }

  private consumesNothing(id: string): boolean {
    return !this.spec.layers.some((layer) => layer.inputs.includes(id))
  }

  private average(layer: LayerSpec, y: Tensor): void {
    const shape = this.normShape(layer.inputs[0]!)
    this.builder.emit(averagePool(shape.pixels, shape.channels), { x: this.value(layer.inputs[0]!), y })
    this.values.set(layer.id, y)
  }
  private linear(layer: Extract<LayerSpec, { op: 'linear' }>, y: Tensor): void {
    const bindings = { x: this.value(layer.inputs[0]!), w: this.param(`${layer.id}.weight`), b: this.param(`${layer.id}.bias`), y }
    this.builder.emit(head.linear(layer.inFeatures, layer.outFeatures), bindings)
    this.values.set(layer.id, y)
  }
  private plainRelu(layer: LayerSpec): Tensor {
    const [h, w, c] = this.shapes.get(layer.id)!
    const y = this.activation(layer.id)
    this.builder.emit(head.relu(h * w * c), { x: this.value(layer.inputs[0]!), y })
    this.values.set(layer.id, y)
    return y
  }

  /** Training mode, and on the tape what its backward will be. */
  private forward(layer: LayerSpec): void {
    const { builder, values, grads, tape, norms } = this
    const from = layer.inputs[0]!
    const size = () => this.shapes.get(layer.id)!.reduce((product, dim) => product * dim, 1)
    const gradientOf = (id: string): Tensor => {
      const tensor = grads.get(id)
      if (!tensor) throw new Error(`The WebGPU engine has no gradient of ${id} where it is needed.`)
      return tensor
    }
    const passesBack = from !== 'input' && this.byId.has(from) && this.trains(this.layer(from))
    switch (layer.op) {
      case 'conv': {
        const shape = this.convShape(layer)
        const z = this.activation(layer.id)
        const x = this.value(from)
        const w = this.param(`${layer.id}.weight`)
        builder.emit(convForward(this.family, shape, this.train.batch), { x, w, y: z })
        values.set(layer.id, z)
        tape.push(() => {
          const dy = gradientOf(layer.id)
          const dw = this.gradient(`${layer.id}.weight`)
          const splits = filterSplits(this.family, shape, this.train.batch)
          const parts = splits > 1 ? builder.tensor(`${layer.id} gradient parts`, weightSize(shape) * splits * FLOAT) : null
          builder.emit(convFilterGradient(this.family, shape, splits), { x, dy, dw: parts ?? dw })
          if (parts) builder.emit(reduceParts(weightSize(shape) / 4, splits), { parts, dw })
          if (!passesBack) return
          const there = grads.get(from)
          const dx = there ?? this.activation(from, `d ${from}`)
          builder.emit(convInputGradient(this.family, shape, this.train.batch, there !== undefined), { dy, w, dx })
          grads.set(from, dx)
        })
        return
      }
      case 'bn': {
        const shape = this.normShape(layer.id)
        const by = this.reductionOf(shape)
        const z = this.value(from)
        const stats = builder.tensor(`${layer.id} statistics`, norm.STATS * layer.channels * FLOAT)
        const partial = builder.tensor(`${layer.id} partial`, by.groups * 2 * layer.channels * FLOAT)
        builder.emit(norm.normStatistics(shape, by), { x: z, partial })
        builder.emit(norm.normFinalise(shape, by, layer.eps, layer.momentum), {
          x: z,
          partial,
          weight: this.param(`${layer.id}.weight`),
          bias: this.param(`${layer.id}.bias`),
          mean: this.buffer(`${layer.id}.running_mean`),
          variance: this.buffer(`${layer.id}.running_var`),
          stats,
        })
        norms.set(layer.id, { layer, z, stats })
        return
      }
      case 'add':
        if (this.consumer(layer.id).op !== 'relu') throw new Error(`The WebGPU engine expects a ReLU after ${layer.id}.`)
        return
      case 'relu':
        this.forwardRelu(layer, gradientOf)
        return
      case 'maxpool': {
        const shape = this.poolShape(layer)
        const y = this.activation(layer.id)
        const taps = builder.tensor(`${layer.id} taps`, this.train.batch * size())
        const before = norms.get(this.layer(from).inputs[0]!)!
        builder.emit(maxPool(shape, true, true), { x: before.z, stats: before.stats, y, taps })
        values.set(layer.id, y)
        tape.push(() => {
          const dx = this.activation(from, `d ${from}`)
          builder.emit(maxPoolGradient(shape), { dy: gradientOf(layer.id), taps, dx })
          grads.set(from, dx)
        })
        return
      }
      case 'gap': {
        const shape = this.normShape(from)
        const y = this.activation(layer.id)
        this.average(layer, y)
        tape.push(() => {
          const dx = this.activation(from, `d ${from}`)
          builder.emit(averagePoolGradient(shape.pixels, shape.channels), { dy: gradientOf(layer.id), dx })
          grads.set(from, dx)
        })
        return
      }
      case 'dropout': {
        const y = this.activation(layer.id)
        builder.emit(head.dropout(size(), layer.p, false), { x: this.value(from), y })
        values.set(layer.id, y)
        tape.push(() => {
          if (!passesBack) return
          builder.emit(head.dropout(size(), layer.p, true), { y: gradientOf(layer.id) })
          grads.set(from, gradientOf(layer.id))
        })
        return
      }
      case 'linear': {
        const x = this.value(from)
        this.linear(layer, this.activation(layer.id))
        const { inFeatures, outFeatures } = layer
        tape.push(() => {
          const dy = gradientOf(layer.id)
          builder.emit(head.linearFilterGradient(inFeatures, outFeatures), {
            x,
            dy,
            dw: this.gradient(`${layer.id}.weight`),
            db: this.gradient(`${layer.id}.bias`),
          })
          if (!passesBack) return
          const dx = this.activation(from, `d ${from}`)
          builder.emit(head.linearInputGradient(inFeatures, outFeatures), { dy, w: this.param(`${layer.id}.weight`), dx })
          grads.set(from, dx)
        })
      }
    }
  }

  /** A ReLU after BatchNorm, after BatchNorm and shortcut, or (in the head) after a linear layer. */
  private forwardRelu(layer: LayerSpec, gradientOf: (id: string) => Tensor): void {
    const { builder, values, grads, tape } = this
    const before = this.layer(layer.inputs[0]!)
    if (before.op !== 'bn' && before.op !== 'add') {
      const y = this.plainRelu(layer)
      const [h, w, c] = this.shapes.get(layer.id)!
      tape.push(() => {
        const g = gradientOf(layer.id)
        builder.emit(head.reluGradient(h * w * c), { y, g })
        grads.set(before.id, g)
      })
      return
    }
    const [mainId, sideId] = before.op === 'bn' ? [before.id, null] : (before.inputs as [string, string])
    const main = this.norms.get(mainId)!
    const shape = this.normShape(mainId)
    const side = sideId === null ? null : (this.norms.get(sideId) ?? null)
    const shortcut: norm.Shortcut = sideId === null ? 'none' : side ? 'norm' : 'tensor'
    const pooled = this.consumers(layer.id).every((next) => next.op === 'maxpool') && shortcut === 'none'
    let y: Tensor | null = null
    if (!pooled) {
      y = this.activation(layer.id)
      builder.emit(norm.normApply(shape, shortcut, true), {
        x: main.z,
        stats: main.stats,
        ...(sideId === null ? {} : { residual: side?.z ?? this.value(sideId) }),
        ...(side ? { stats2: side.stats } : {}),
        y,
      })
      values.set(layer.id, y)
    }
    tape.push(() => {
      const g = gradientOf(layer.id)
      const convOf = (each: Norm) => each.layer.inputs[0]!
      if (shortcut === 'none') {
        grads.set(convOf(main), this.normBackward(main, g, 'recompute', null, true))
        return
      }
      grads.set(convOf(main), this.normBackward(main, g, 'output', y, false))
      if (side) grads.set(convOf(side), this.normBackward(side, g, 'none', null, true))
      else if (this.trains(this.byId.get(sideId!) ?? layer)) {
        if (grads.has(sideId!)) throw new Error(`The WebGPU engine cannot add a shortcut's gradient into ${sideId}.`)
        grads.set(sideId!, g)
      }
    })
  }

  private consumers(id: string): LayerSpec[] {
    return this.spec.layers.filter((layer) => layer.inputs.includes(id))
  }

  private normBackward({ layer, z, stats }: Norm, g: Tensor, mask: norm.Mask, y: Tensor | null, inPlace: boolean): Tensor {
    const { builder } = this
    const shape = this.normShape(layer.id)
    const by = this.reductionOf(shape)
    const partial = builder.tensor(`${layer.id} partial sums`, by.groups * 2 * layer.channels * FLOAT)
    const means = builder.tensor(`${layer.id} means`, 2 * layer.channels * FLOAT)
    builder.emit(norm.normBackwardSums(shape, by, mask), { x: z, stats, g, ...(y ? { y } : {}), partial })
    builder.emit(norm.normBackwardFinalise(shape, by), {
      partial,
      dweight: this.gradient(`${layer.id}.weight`),
      dbias: this.gradient(`${layer.id}.bias`),
      means,
    })
    const dx = inPlace ? null : this.activation(layer.id, `d ${layer.id}`)
    builder.emit(norm.normBackward(shape, mask === 'recompute' ? 'recompute' : 'none', inPlace), {
      x: z,
      stats,
      means,
      g,
      ...(dx ? { dx } : {}),
    })
    return dx ?? g
  }

  private reductionOf({ pixels }: norm.NormShape): norm.Reduction {
    const rows = pixels * this.train.batch
    return this.family === 'tiles'
      ? { groups: Math.max(1, Math.min(64, Math.ceil(rows / 256))), lanes: 16 }
      : { groups: Math.max(1, Math.min(8, Math.ceil(rows / 64))), lanes: 1 }
  }

  private loss(last: string): void {
    const { named, builder } = this
    const dlogits = this.activation(last, 'd logits')
    builder.emit(crossEntropy(this.spec.classes, this.train.labelSmoothing), {
      logits: this.value(last),
      labels: named.labels,
      weights: named.classWeights,
      dlogits,
      results: named.results,
    })
    this.grads.set(last, dlogits)
  }

  private update(): void {
    const { named, builder, layout } = this
    const quads = (layout.paramFloats - layout.trainFrom) / 4
    if (quads === 0) return
    const factor = builder.tensor('clip factor', FLOAT, true)
    builder.begin('clip')
    const parts = builder.tensor('norm parts', NORM_PARTS_BYTES)
    builder.emit(normParts(quads), { grads: named.grads, parts })
    builder.emit(clipFactor(), { parts, factor })
    builder.begin('update')
    const trained = (tensor: Tensor): Bound => ({ tensor, offset: layout.trainFrom * FLOAT, bytes: quads * 16 })
    builder.emit(optimizer(this.train.optimizer, quads, this.train.ema, this.family === 'tiles' ? 1 : 4), {
      params: trained(named.params),
      grads: named.grads,
      m: named.first,
      ...(named.second ? { v: named.second } : {}),
      table: named.groupTable,
      factor,
      ...(named.emaParams ? { average: trained(named.emaParams) } : {}),
    })
    if (named.emaBuffers) builder.emit(movingAverage(layout.bufferFloats / 4), { value: named.buffers, average: named.emaBuffers })
  }
}
