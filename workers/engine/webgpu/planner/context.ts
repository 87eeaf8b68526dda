/** What all parts of the planner share: the network's shapes, the tensors that the engine itself touches, and the values and gradients known so far. */
import { type MapShape, mapShape, type Shape, sizeOf } from '../../../model/layer'
import { type Seen, seenOf } from '../../../model/seen'
import { blocksFrom, freezesBackbone, type ModelSpec, outputShapes } from '../../../model/spec'
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import type { MaxPoolLayer } from '../../../operations/maxpool/facts'
import type { TrainPlan } from '../../engine'
import { paddedNetwork } from '../../padding'
import type { KernelFamily } from '../device'
import type { NormShape } from '../kernels/batchnorm'
import { type ConvShape, convShapeOf } from '../kernels/conv-shape'
import { RESULT_SLOTS } from '../kernels/loss'
import type { PoolShape } from '../kernels/pool'
import { SCALER_BYTES } from '../kernels/scaler'
import { addInto } from '../kernels/sum'
import type { ChooseConv, ConvVariant, Direction } from '../kernels/variants'
import { foldTable, groupTable, type Layout, layoutOf } from '../layout'
import { DispatchBuilder, type Tensor, type View } from '../tensors'

export const FLOAT = 4
const HALF = 2

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
  /** Soft labels, where the plan has them. */
  readonly targets: Tensor | null
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
  /** In mixed precision: all parameters in f16, and the state of the loss scaling. */
  readonly halfParams: Tensor | null
  readonly scaler: Tensor | null
}

export class PlanContext {
  readonly builder = new DispatchBuilder()
  /** With channels in fours. */
  readonly spec: ModelSpec
  readonly layout: Layout
  readonly named: Named
  readonly fold: ReturnType<typeof foldTable>
  readonly shapes: ReadonlyMap<string, Shape>
  /** What is looked at to show where the network looks. */
  readonly seen: Seen
  private readonly learning: ReadonlySet<string>
  private readonly byId: ReadonlyMap<string, LayerSpec>
  /** Value of a layer's output in the segment being planned. */
  values = new Map<string, Tensor>()
  private training = false
  /** Whether what learns of the maps is computed in mixed precision. A head alone is not. */
  readonly mixed: boolean
  /** Layers whose outputs, and their gradients, are stored in f16 then: those before the pooled features. */
  private readonly inHalf: ReadonlySet<string>
  /** Gradient of a layer's output. */
  grads = new Map<string, Tensor>()
  /** What backward will emit, to be run from the last to the first. */
  tape: (() => void)[] = []

  /** @throws Error where what Grad-CAM looks at is no map */
  constructor(
    given: ModelSpec,
    readonly train: TrainPlan,
    readonly family: KernelFamily,
    private readonly choose: ChooseConv = () => family,
  ) {
    const { builder } = this
    const { batch, imageSize: size } = train
    const spec = paddedNetwork(given, 4)
    this.spec = spec
    this.layout = layoutOf(spec, train.frozenBlocks, given)
    this.fold = foldTable(spec, this.layout)
    this.shapes = outputShapes(spec, size)
    this.byId = new Map(spec.layers.map((layer) => [layer.id, layer]))
    const { paramFloats, bufferFloats, trainFrom } = this.layout
    const trained = (paramFloats - trainFrom) * FLOAT
    this.learning = blocksFrom(spec, train.frozenBlocks)
    this.seen = seenOf(spec, size)
    const { height: mapH, width: mapW } = this.seen
    const keep = (label: string, bytes: number) => builder.tensor(label, bytes, true)
    this.mixed = train.precision === 'mixed' && !freezesBackbone(spec, train.frozenBlocks)
    const maps = spec.layers.slice(
      0,
      spec.layers.findIndex(({ id }) => id === spec.features),
    )
    this.inHalf = new Set(this.mixed ? maps.map(({ id }) => id) : [])
    this.named = {
      params: keep('parameters', paramFloats * FLOAT),
      // No buffer is empty, even where the network has no BatchNorm.
      buffers: keep('running statistics', Math.max(FLOAT, bufferFloats * FLOAT)),
      folded: keep('folded BatchNorm', Math.max(FLOAT, this.fold.floats * FLOAT)),
      foldTable: keep('fold table', Math.max(FLOAT, this.fold.table.byteLength)),
      pixels: keep('pixels', batch * size * size * 3),
      input: keep('input', batch * size * size * 16),
      features: keep('features', batch * spec.featureWidth * FLOAT),
      logits: keep('logits', batch * spec.classes * FLOAT),
      maps: keep('maps', batch * mapH * mapW * FLOAT),
      mapSize: [mapH, mapW],
      labels: keep('labels', batch * FLOAT),
      targets: train.softLabels ? keep('soft labels', batch * spec.classes * FLOAT) : null,
      classWeights: keep('class weights', spec.classes * FLOAT),
      results: keep('results', RESULT_SLOTS * 16),
      grads: keep('gradients', trained),
      first: keep(train.optimizer === 'sgd' ? 'momentum' : 'first moment', trained),
      second: train.optimizer === 'sgd' ? null : keep('second moment', trained),
      groupTable: keep('group table', groupTable(spec, this.layout).byteLength),
      emaParams: train.ema ? keep('averaged parameters', paramFloats * FLOAT) : null,
      emaBuffers: train.ema ? keep('averaged statistics', Math.max(FLOAT, bufferFloats * FLOAT)) : null,
      halfParams: this.mixed ? builder.tensor('parameters in f16', paramFloats * HALF, false, true) : null,
      scaler: this.mixed ? keep('loss scaling', SCALER_BYTES) : null,
    }
  }

  /** Begins a segment, with the one value that is there before it. */
  reset(id: string, value: Tensor, training = false): void {
    this.values = new Map([[id, value]])
    this.training = training
    this.grads = new Map()
    this.tape = []
  }

  trains(layer: LayerSpec): boolean {
    return this.learning.has(layer.block)
  }

  /** A tensor of the size of a layer's output. */
  activation(id: string, label = id): Tensor {
    const half = this.training && this.inHalf.has(id)
    return this.builder.tensor(label, this.pictures * this.size(id) * (half ? HALF : FLOAT), false, half)
  }
  /** Pictures that the segment being planned takes at once. */
  private get pictures(): number {
    return this.training ? this.train.batch : answeredAtOnce(this.train.batch, this.mixed)
  }
  /** Values of a layer's output, a picture. */
  size(id: string): number {
    return sizeOf(this.shapes.get(id)!)
  }
  /** Height, width and channels of a layer's output. */
  mapOf(id: string): MapShape {
    return mapShape(this.shapes.get(id))
  }

  /** The tensor that a layer's output is written to; it is known as its value from here on. */
  produce(id: string): Tensor {
    const own = this.training && this.trains(this.layer(id))
    const answers = { [this.spec.features]: this.named.features, [this.spec.layers.at(-1)!.id]: this.named.logits }
    const y = (own ? undefined : answers[id]) ?? this.activation(id)
    this.values.set(id, y)
    return y
  }
  /** A gradient of a layer's output, from one of those that read it; the tensor is not the giver's any more. Gradients add up. */
  give(id: string, g: Tensor): void {
    const there = this.grads.get(id)
    if (there) this.builder.emit(addInto(this.size(id)), { g, into: there })
    else this.grads.set(id, g)
  }

  param(name: string): View {
    const { offset, size } = this.layout.params.get(name)!
    return { tensor: this.named.params, offset: offset * FLOAT, bytes: size * FLOAT }
  }
  /** A convolution's weights, as its kernels read them: in mixed precision what `halfParams` has of them in this step. */
  weight(name: string): View {
    const { halfParams } = this.named
    if (!halfParams || !this.training) return this.param(name)
    const { offset, size } = this.layout.params.get(name)!
    return { tensor: halfParams, offset: offset * HALF, bytes: size * HALF }
  }
  gradient(name: string): View {
    const { offset, size } = this.layout.params.get(name)!
    return { tensor: this.named.grads, offset: (offset - this.layout.trainFrom) * FLOAT, bytes: size * FLOAT }
  }
  buffer(name: string): View {
    const { offset, size } = this.layout.buffers.get(name)!
    return { tensor: this.named.buffers, offset: offset * FLOAT, bytes: size * FLOAT }
  }
  folded(id: string): { scale: View; shift: View } {
    const place = this.fold.places.get(id)!
    const at = (offset: number): View => ({ tensor: this.named.folded, offset: offset * FLOAT, bytes: place.size * FLOAT })
    return { scale: at(place.scale), shift: at(place.shift) }
  }

  layer(id: string): LayerSpec {
    return this.byId.get(id)!
  }
  /** Whether a layer's input is another layer's output that wants a gradient. */
  passesBack(from: string): boolean {
    const before = this.byId.get(from)
    return before !== undefined && this.trains(before)
  }

  value(id: string): Tensor {
    return this.values.get(id) ?? missing(`output of ${id}`)
  }
  gradientOf(id: string): Tensor {
    return this.grads.get(id) ?? missing(`gradient of ${id}`)
  }

  convShape(layer: ConvLayer): ConvShape {
    return convShapeOf(layer, this.shapes)
  }
  /** The variant that computes a convolution. */
  variant(direction: Direction, shape: ConvShape): ConvVariant {
    const half = this.mixed && this.training
    return shape.groups > 1 ? this.family : this.choose({ direction, shape, batch: this.train.batch, half })
  }
  poolShape(layer: MaxPoolLayer): PoolShape {
    const [inH, inW, channels] = this.mapOf(layer.inputs[0]!)
    const [outH, outW] = this.mapOf(layer.id)
    return { inH, inW, outH, outW, channels, kernel: layer.kernel, stride: layer.stride, padding: layer.padding }
  }
  normShape(id: string): NormShape {
    const [h, w, channels] = this.mapOf(id)
    return { pixels: h * w, channels }
  }
}

/**
 * Pictures that are answered about at once. Answers are computed in f32 always: in mixed precision half a batch at a time, which then needs no more room
 * than training does.
 */
export const answeredAtOnce = (batch: number, mixed: boolean): number => (mixed ? Math.ceil(batch / 2) : batch)

function missing(what: string): never {
  throw new Error(`The WebGPU engine has no ${what} where it is needed.`)
}
