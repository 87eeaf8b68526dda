/** What planning a network shares: its arrays, the tables of its convolutions, and what each layer's value is. */
import { type MapShape, mapShape, sizeOf } from '../../../model/layer'
import { blocksFrom, type ModelSpec, outputShapes } from '../../../model/spec'
import { usersOf } from '../../../model/steps'
import { sidesOf } from '../../../model/window'
import { normsOf } from '../../../operations/bn/facts'
import { type ConvLayer, convsOf, groupsOf } from '../../../operations/conv/facts'
import type { DropoutLayer } from '../../../operations/dropout/facts'
import { type LayerSpec, productsOf } from '../../../operations/facts'
import type { MaxPoolLayer } from '../../../operations/maxpool/facts'
import type { TrainPlan } from '../../engine'
import { paddedNetwork } from '../../padding'
import { PANEL } from '../code/products'
import { CHUNK, ITEM_POSITIONS } from '../kinds/conv'
import { STATS } from '../kinds/norm'
import { bundleOf } from '../takes'
import { backwardRuns, type ConvShape, forwardRuns, type Runs } from './geometry'
import { type Layout, layoutOf, PIXEL_CHANNELS, pieces } from './layout'
import { PlanBuilder, type Tensor, type View } from './memory'
import { paysByTiles } from './tiles'

export const FLOAT = 4
/** Items that an operation is cut into at least, where it can be: more than threads, so that none waits long. */
const ITEMS = 16

/** Parameters, running statistics, and scale and shift of every BatchNorm made of them: those that learn, or their moving averages. */
export interface Arenas {
  readonly params: Tensor
  readonly buffers: Tensor
  readonly stats: ReadonlyMap<string, Tensor>
}

/** Arrays that the engine itself reads and writes. */
export interface Named {
  readonly live: Arenas
  readonly ema: Arenas | null
  readonly grads: Tensor
  readonly first: Tensor
  readonly second: Tensor | null
  readonly bytes: Tensor
  readonly input: Tensor
  readonly features: Tensor
  /** In evaluation, and of a step. */
  readonly logits: Tensor
  readonly trained: Tensor
  readonly dlogits: Tensor
  /** Of each dropout layer its factors, so many of a picture. */
  readonly dropout: Map<string, { readonly layer: DropoutLayer; readonly factors: Tensor; readonly size: number }>
  /** Sums of squares of the gradient's pieces. */
  readonly squares: Tensor
  readonly pieces: number
}

/** Pixels around a picture of such a side, which the convolution that reads it wants. */
export function stemMargin({ layers }: Pick<ModelSpec, 'layers'>, side: number): number {
  const [stem] = convsOf(layers)
  return stem ? Math.max(...sidesOf(side, stem)) : 0
}

export class PlanContext {
  readonly builder = new PlanBuilder()
  readonly layout: Layout
  private readonly shapes: ReturnType<typeof outputShapes>
  private readonly users: ReturnType<typeof usersOf>
  private readonly learning: ReturnType<typeof blocksFrom>
  readonly named: Named
  readonly zeros: Tensor
  readonly pieces: Tensor
  /** Values of layers in the segment that is planned. */
  values = new Map<string, Tensor>()
  private readonly layers: ReadonlyMap<string, LayerSpec>
  private readonly runs = new Map<string, { readonly runs: Runs; readonly offsets: Tensor; readonly outputs: Tensor }>()
  /** Weights of frozen convolutions at Winograd's points. */
  readonly atPoints = new Map<string, { readonly tensor: Tensor; readonly pointBytes: number }>()
  private readonly tables = new Map<string, Tensor>()

  /** With channels in panels. */
  readonly spec: ModelSpec

  constructor(
    given: ModelSpec,
    readonly train: TrainPlan,
    /** Which convolutions go by Winograd's tiles. */
    private readonly byTiles: (shape: ConvShape, batch: number) => boolean = paysByTiles,
  ) {
    const spec = paddedNetwork(given, PANEL)
    this.spec = spec
    const convs = productsOf(spec.layers)
    for (const layer of convs) if (bundleOf(layer) === 0) throw new Error(`The wasm engine does not take the channels of ${layer.id}.`)
    this.layout = layoutOf(spec, train.frozenBlocks, given)
    this.shapes = outputShapes(spec, train.imageSize)
    this.users = usersOf(spec.layers)
    this.learning = blocksFrom(spec, train.frozenBlocks)
    this.layers = new Map(spec.layers.map((layer) => [layer.id, layer]))
    const { builder, layout } = this
    const arenas = (label: string): Arenas => ({
      params: builder.tensor(`${label} parameters`, layout.paramFloats * FLOAT, true),
      buffers: builder.tensor(`${label} statistics`, layout.bufferFloats * FLOAT, true),
      stats: new Map(
        normsOf(spec.layers).map(({ id, channels }) => [id, builder.tensor(`${label} ${id}`, STATS * channels * FLOAT, true)]),
      ),
    })
    const trained = (layout.paramFloats - layout.trainFrom) * FLOAT
    const side = train.imageSize + 2 * stemMargin(spec, train.imageSize)
    const table = pieces(spec, layout)
    this.pieces = builder.constant('pieces', table)
    const widest = Math.max(0, ...convs.flatMap(({ inChannels, outChannels }) => [inChannels, outChannels]))
    this.zeros = builder.tensor('zeros', widest * FLOAT, true)
    const perPicture = (label: string, floats: number) => builder.tensor(label, train.batch * floats * FLOAT, true)
    this.named = {
      live: arenas('live'),
      ema: train.ema ? arenas('average') : null,
      grads: builder.tensor('gradients', trained, true),
      first: builder.tensor('first moments', trained, true),
      second: train.optimizer === 'sgd' ? null : builder.tensor('second moments', trained, true),
      bytes: builder.tensor('pixels', train.batch * train.imageSize ** 2 * 3, true),
      input: perPicture('input', side * side * PIXEL_CHANNELS),
      features: perPicture('features', spec.featureWidth),
      logits: perPicture('logits', spec.classes),
      trained: perPicture('trained logits', spec.classes),
      dlogits: perPicture('d logits', spec.classes),
      dropout: new Map(),
      squares: builder.tensor('squares', (table.length / 3) * 8, true),
      pieces: table.length / 3,
    }
  }

  layer(id: string): LayerSpec | undefined {
    return this.layers.get(id)
  }

  trains(layer: LayerSpec): boolean {
    return this.learning.has(layer.block)
  }

  /** Whether anybody wants the gradient of what a layer reads. */
  passesBack(id: string): boolean {
    const layer = this.layers.get(id)
    return layer !== undefined && this.trains(layer)
  }

  /** Floats of a layer's output for one picture, and places of it. */
  size(id: string): number {
    return sizeOf(this.shapes.get(id)!)
  }
  places(id: string): number {
    const [h, w] = this.mapOf(id)
    return h * w
  }
  mapOf(id: string): MapShape {
    return mapShape(this.shapes.get(id))
  }

  /** The only layer that reads another, whose output is then nobody's besides. */
  onlyReader(id: string): LayerSpec | undefined {
    const readers = this.users.get(id) ?? []
    return readers.length === 1 && id !== this.spec.features && id !== this.spec.cam ? readers[0] : undefined
  }
  readsAlone(id: string): boolean {
    return this.onlyReader(id) !== undefined
  }

  activation(id: string, label = id): Tensor {
    return this.builder.tensor(label, this.train.batch * this.size(id) * FLOAT)
  }

  param(name: string, arenas: Arenas = this.named.live): View {
    const place = this.layout.params.get(name)
    return place
      ? { tensor: arenas.params, offset: place.offset * FLOAT }
      : { tensor: arenas.buffers, offset: this.layout.buffers.get(name)!.offset * FLOAT }
  }

  gradient(name: string): View {
    return { tensor: this.named.grads, offset: (this.layout.params.get(name)!.offset - this.layout.trainFrom) * FLOAT }
  }

  /** A number in memory, `count` times. */
  number(value: number, count = 1): Tensor {
    return this.table(`${value} x ${count}`, () => new Float32Array(count).fill(value))
  }

  /** A constant array, made once for a key. */
  table(key: string, make: () => Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Tensor {
    let held = this.tables.get(key)
    if (!held) {
      held = this.builder.constant(key, make())
      this.tables.set(key, held)
    }
    return held
  }

  /** As products: `groups` are the bundles of them. @throws Error where a window goes over what is not square */
  convShape(layer: ConvLayer): ConvShape {
    const from = layer.inputs[0]!
    const [inSide, inWidth] = this.mapOf(from)
    const [outSide, outWidth] = this.mapOf(layer.id)
    const first = from === 'input'
    const groups = groupsOf(layer) / bundleOf(layer)
    const [inChannels, outChannels] = [layer.inChannels / groups, layer.outChannels / groups]
    if (inSide !== inWidth && layer.kernel > 1) throw new Error('The wasm engine takes square pictures.')
    const margin = first ? stemMargin(this.spec, inSide) : 0
    const [padding] = sidesOf(inSide, layer)
    return { layer: { ...layer, padding, inChannels, outChannels }, groups, first, margin, inSide, outSide, inWidth, outWidth }
  }

  /** Whether a convolution goes by Winograd's tiles. */
  goesByTiles(layer: ConvLayer): boolean {
    return groupsOf(layer) === 1 && this.byTiles(this.convShape(layer), this.train.batch)
  }

  /** A convolution's tables, which those of equal geometry share. */
  runsOf(shape: ConvShape, direction: 'forward' | 'backward') {
    const { kernel, stride, padding, inChannels, outChannels } = shape.layer
    const { first, groups, inSide, outSide, inWidth } = shape
    const key = [direction, first, groups, inSide, outSide, inWidth, kernel, stride, padding, inChannels, outChannels].join()
    let held = this.runs.get(key)
    if (!held) {
      const runs = direction === 'forward' ? forwardRuns(shape) : backwardRuns(shape)
      const constant = (label: string, data: Int32Array<ArrayBuffer>) => this.builder.constant(`${key} ${label}`, data)
      held = { runs, offsets: constant('runs', runs.offsets), outputs: constant('outputs', runs.outputs) }
      this.runs.set(key, held)
    }
    return held
  }

  /** Operands of a product that are its geometry. */
  productOperands(shape: ConvShape, direction: 'forward' | 'backward') {
    const { runs, offsets, outputs } = this.runsOf(shape, direction)
    const { layer, groups, first, margin, inSide, outSide, inWidth, outWidth } = shape
    const pixels = first ? (inSide + 2 * margin) ** 2 * PIXEL_CHANNELS : inSide * inWidth * groups * layer.inChannels
    const [there, here] = [pixels * FLOAT, outSide * outWidth * groups * layer.outChannels * FLOAT]
    const panels = (direction === 'forward' ? layer.outChannels : layer.inChannels) / PANEL
    const blocks = this.blocks(runs)
    return {
      ...{ xBytes: direction === 'forward' ? there : here, yBytes: direction === 'forward' ? here : there },
      ...{ offsets, yOffsets: outputs, runs: runs.runs, runBytes: runs.runBytes, group: runs.group, zeros: this.zeros },
      ...{ positions: runs.positions, byPlace: runs.byPlace, panels },
      itemPanels: Math.min(panels, Math.max(2, Math.min(16, Math.ceil((panels * blocks) / ITEMS)))),
    }
  }

  /** Blocks of positions of a whole batch, each with sums of its own. */
  blocks(runs: Pick<Runs, 'positions'>): number {
    return Math.ceil((this.train.batch * runs.positions) / ITEM_POSITIONS)
  }

  /** Bytes of a batch's sums by channel. */
  sumBytes(positions: number, channels: number): number {
    return this.blocks({ positions }) * 2 * channels * 8
  }

  /** How a filter gradient is cut: parts of the positions where weights are few, channels besides. */
  filterSplit(shape: ConvShape): { readonly parts: number; readonly itemQuads: number; readonly floats: number } {
    const { runs } = this.runsOf(shape, 'forward')
    const floats = shape.layer.outChannels * runs.runs * (runs.runBytes / FLOAT)
    const chunks = Math.ceil((this.train.batch * runs.positions) / CHUNK)
    const wanted = floats <= 40_000 ? ITEMS : floats <= 160_000 ? 4 : floats <= 640_000 ? 2 : 1
    const parts = Math.min(wanted, chunks)
    const quads = runs.runBytes / 16
    return { parts, floats, itemQuads: Math.min(quads, Math.max(4, Math.ceil((quads * parts) / ITEMS))) }
  }

  window(layer: MaxPoolLayer | ConvLayer) {
    const [inSide] = this.mapOf(layer.inputs[0]!)
    const [outSide, , channels] = this.mapOf(layer.id)
    return { inSide, outSide, channels, kernel: layer.kernel, stride: layer.stride, padding: sidesOf(inSide, layer)[0] }
  }
}
