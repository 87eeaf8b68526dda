/**
 * Answers with a network, one picture at a time, on one core: small enough to stand in a page that is sent to somebody.
 *
 * A convolution is a product of windows and weights (`conv.wat`). Feature maps are NHWC with a margin of zeros, so that no window reaches outside, and
 * with channels filled up to a multiple of eight; a window's row of pixels then lies in memory as its weights do, and nothing is rearranged first.
 */
import { ACTIVATIONS } from '../../../workers/model/activations'
import { mapShape } from '../../../workers/model/layer'
import type { LayerWeights, PortableLayer } from '../../../workers/model/portable'
import { outputShapes } from '../../../workers/model/spec'
import { type ConvLayer, groupsOf } from '../../../workers/operations/conv/facts'
import type { MaxPoolLayer } from '../../../workers/operations/maxpool/facts'
import { CONV_WASM } from './conv.wasm'

/** Called between pieces of work of a few milliseconds at most; what it returns, if anything, is waited for. */
type Breathe = () => Promise<void> | null

/** Of one picture. */
interface Look {
  /** One for each class. */
  readonly logits: Float32Array
  /** What the head is given, `[featureWidth]`. */
  readonly features: Float32Array
}

export interface Network {
  /**
   * One call at a time.
   * @param input normalised pixels `[size, size, 3]`
   */
  look(input: Float32Array, breathe?: Breathe): Promise<Look>
}

interface Kernel {
  conv(...args: number[]): void
}

/** A feature map in memory. */
interface FeatureMap {
  /** Address of its margin's first value. */
  readonly at: number
  readonly h: number
  readonly w: number
  readonly c: number
  /** Values from one pixel to the next. */
  readonly step: number
  /** Pixels of zeros on each side. */
  readonly margin: number
}

/** Values are f32. */
const BYTES = 4
/** Channels that `conv.wat` makes at once, and positions. */
const [CHANNELS, POSITIONS] = [8, 4]
/** Values of a window's row are filled up to a multiple of this. */
const UNROLLED = 4
const PAGE = 65536

const filledUp = (value: number, to: number): number => Math.ceil(value / to) * to
const rowStep = ({ w, step, margin }: FeatureMap): number => (w + 2 * margin) * step
const lengthOf = (map: FeatureMap): number => (map.h + 2 * map.margin) * rowStep(map)
/** Address of a pixel; -margin is the first. */
const pixelAt = (map: FeatureMap, y: number, x: number): number =>
  map.at + BYTES * ((y + map.margin) * rowStep(map) + (x + map.margin) * map.step)

/** What one layer does; `heap` is all of memory. */
type Step = (heap: Float32Array, breathe: Breathe) => void | Promise<void>

/**
 * @param layers of a network whose last layer gives the logits
 * @param size side of the square that it takes, px
 * @param weights of every layer that has some, in their order
 * @throws Error where a layer cannot be done here
 */
export function createNetwork(
  layers: readonly PortableLayer[],
  size: number,
  weights: Iterable<LayerWeights & { readonly layer: PortableLayer }>,
): Network {
  const shapes = outputShapes({ layers }, size)
  const marginOf = (isInput: boolean) =>
    Math.max(0, ...layers.map((layer) => (layer.op === 'conv' && (layer.inputs[0] === 'input') === isInput ? layer.padding : 0)))
  const [inputMargin, margin] = [marginOf(true), marginOf(false)]
  const readers = (id: string) => layers.filter(({ inputs }) => inputs.includes(id)).length

  // Where everything lies is known before there is any memory.
  let top = PAGE / 64
  const take = (values: number): number => {
    const at = top
    // Rows are read a little behind their end.
    top = filledUp(at + BYTES * (values + UNROLLED), 64)
    return at
  }
  const mapOf = (id: string): FeatureMap => {
    const [h, w, c] = mapShape(shapes.get(id))
    const isInput = id === 'input'
    const map = { at: 0, h, w, c, step: isInput ? c : filledUp(c, CHANNELS), margin: isInput ? inputMargin : margin }
    return { ...map, at: take(lengthOf(map)) }
  }
  const input = mapOf('input')
  const maps = new Map([['input', input]])
  const vectors = new Map<string, Float32Array>()
  const plans = new Map<string, ConvPlan>()
  // What the head reads; those before it give maps of one pixel.
  const pooling = layers.findLast(({ op }) => op === 'gap')
  for (const layer of layers) {
    const from = maps.get(layer.inputs[0]!)
    if (!from) continue
    if (layer === pooling) vectors.set(layer.id, new Float32Array(from.c))
    // What nobody else reads is overwritten.
    else if ((layer.op === 'activation' || layer.op === 'add' || layer.op === 'mul') && readers(layer.inputs[0]!) === 1)
      maps.set(layer.id, from)
    else maps.set(layer.id, mapOf(layer.id))
    if (layer.op === 'conv' && groupsOf(layer) === 1) plans.set(layer.id, planConv(layer, from, maps.get(layer.id)!, take))
  }

  const memory = new WebAssembly.Memory({ initial: Math.ceil(top / PAGE) })
  const code = Uint8Array.from(atob(CONV_WASM), (c) => c.charCodeAt(0))
  const kernel = new WebAssembly.Instance(new WebAssembly.Module(code), { network: { memory } }).exports as unknown as Kernel
  const heap = new Float32Array(memory.buffer)
  for (const plan of plans.values()) writeTable(new Int32Array(memory.buffer), plan)
  const others = new Map<string, LayerWeights>()
  for (const { layer, ...own } of weights) {
    const plan = plans.get(layer.id)
    if (plan) writeWeights(heap, plan, own)
    else others.set(layer.id, own)
  }

  const vectorOf = (id: string): Float32Array => {
    const vector = vectors.get(id)
    if (!vector) throw new Error(`${id} is not behind the pooling`)
    return vector
  }
  const stepOf = (layer: PortableLayer): Step => {
    const first = layer.inputs[0]!
    const [from, to] = [maps.get(first), maps.get(layer.id)]
    const plan = plans.get(layer.id)
    if (plan) return convolve(kernel, plan)
    if (layer.op === 'conv' && from && to) return convolveGroups(layer, from, to, others.get(layer.id)!)
    if (layer.op === 'maxpool' && from && to) return pool(layer, from, to)
    if (layer.op === 'gap' && from) return average(from, to ?? vectorOf(layer.id))
    if (layer.op === 'activation' && from && to)
      return layer.kind === 'relu' ? rectify(from, to) : each(from, to, ACTIVATIONS[layer.kind].of)
    if (layer.op === 'meanmax' && from && to) return layer.over === 'places' ? meanMaxOfPlaces(from, to) : meanMaxOfChannels(from, to)
    if (layer.op === 'mul' && from && to) return multiply(from, maps.get(layer.inputs[1]!), to)
    if (layer.op === 'add') return sum(from, maps.get(layer.inputs[1]!), to)
    const values = vectorOf(first)
    if (layer.op === 'linear') {
      const out = new Float32Array(layer.outFeatures)
      vectors.set(layer.id, out)
      return products(values, others.get(layer.id)!, out)
    }
    if (layer.op !== 'activation') throw new Error(`${layer.id} cannot be done behind the pooling`)
    const out = new Float32Array(values.length)
    const { of } = ACTIVATIONS[layer.kind]
    vectors.set(layer.id, out)
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = of(values[i]!)
    }
  }
  const steps = layers.map(stepOf)
  const [answers, features] = [layers.at(-1), pooling].map((layer) => vectorOf(layer?.id ?? 'the pooling'))
  return {
    async look(pixels, breathe = () => null) {
      const row = size * input.c
      for (let y = 0; y < size; y++) heap.set(pixels.subarray(y * row, (y + 1) * row), pixelAt(input, y, 0) / BYTES)
      for (const step of steps) await step(heap, breathe)
      return { logits: answers!.slice(), features: features!.slice() }
    },
  }
}

interface ConvPlan {
  readonly layer: ConvLayer
  readonly from: FeatureMap
  readonly to: FeatureMap
  /** Addresses. */
  readonly table: number
  readonly weights: number
  readonly bias: number
  /** Values of a row of a window, filled up. */
  readonly run: number
  /** Values of eight channels' weights. */
  readonly panel: number
  readonly groups: number
}

function planConv(layer: ConvLayer, from: FeatureMap, to: FeatureMap, take: (values: number) => number): ConvPlan {
  const run = filledUp(layer.kernel * from.step, UNROLLED)
  const panel = layer.kernel * run * CHANNELS
  const groups = Math.ceil((to.h * to.w) / POSITIONS)
  return {
    ...{ layer, from, to, run, panel, groups },
    table: take(groups * POSITIONS * 2),
    weights: take((to.step / CHANNELS) * panel),
    bias: take(to.step),
  }
}

/** The last position fills up the last group: it is made more than once. */
function writeTable(heap: Int32Array, { layer, from, to, table, groups }: ConvPlan): void {
  const last = to.h * to.w - 1
  for (let i = 0; i < groups * POSITIONS; i++) {
    const place = Math.min(i, last)
    const [y, x] = [Math.floor(place / to.w), place % to.w]
    const at = table / BYTES + Math.floor(i / POSITIONS) * POSITIONS * 2 + (i % POSITIONS)
    heap[at] = pixelAt(from, y * layer.stride - layer.padding, x * layer.stride - layer.padding)
    heap[at + POSITIONS] = pixelAt(to, y, x)
  }
}

/** From OIHW to eight channels beside one another for every value of a window; what fills up is zero. */
function writeWeights(
  heap: Float32Array,
  { layer, from, weights, bias: biasAt, run, panel }: ConvPlan,
  { weight, bias }: LayerWeights,
): void {
  const { kernel, inChannels, outChannels } = layer
  let read = 0
  for (let o = 0; o < outChannels; o++) {
    const base = weights / BYTES + Math.floor(o / CHANNELS) * panel + (o % CHANNELS)
    for (let i = 0; i < inChannels; i++) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) heap[base + (ky * run + kx * from.step + i) * CHANNELS] = weight[read++]!
      }
    }
  }
  heap.set(bias, biasAt / BYTES)
}

function convolve(kernel: Kernel, { layer, from, to, table, weights, bias, run, panel, groups }: ConvPlan): Step {
  const skip = BYTES * (rowStep(from) - run)
  return async (_, breathe) => {
    for (let channel = 0; channel < to.step; channel += CHANNELS) {
      const column = BYTES * channel
      const own = weights + (column / CHANNELS) * panel
      kernel.conv(table, groups, own, bias + column, layer.kernel, BYTES * CHANNELS * run, skip, column)
      const pause = breathe()
      if (pause) await pause
    }
  }
}

/** Groups of channels, which have few products each: not worth a kernel of their own. */
function convolveGroups(layer: ConvLayer, from: FeatureMap, to: FeatureMap, { weight, bias }: LayerWeights): Step {
  const { kernel, stride, padding } = layer
  const groups = groupsOf(layer)
  const [ins, outs] = [layer.inChannels / groups, layer.outChannels / groups]
  return async (heap, breathe) => {
    for (let y = 0; y < to.h; y++) {
      for (let x = 0; x < to.w; x++) {
        const write = pixelAt(to, y, x) / BYTES
        for (let o = 0, at = 0; o < layer.outChannels; o++) {
          let total = bias[o]!
          for (let i = Math.floor(o / outs) * ins, last = i + ins; i < last; i++) {
            for (let ky = 0; ky < kernel; ky++) {
              const row = pixelAt(from, y * stride - padding + ky, x * stride - padding) / BYTES + i
              for (let kx = 0; kx < kernel; kx++) total += heap[row + kx * from.step]! * weight[at++]!
            }
          }
          heap[write + o] = total
        }
      }
      const pause = breathe()
      if (pause) await pause
    }
  }
}

/** Keeps a NaN a NaN. */
const positive = (value: number): number => Math.max(value, 0)

function rectify(from: FeatureMap, to: FeatureMap): Step {
  const [read, write, count] = [from.at / BYTES, to.at / BYTES, lengthOf(from)]
  return (heap) => {
    for (let i = 0; i < count; i++) heap[write + i] = positive(heap[read + i]!)
  }
}

/** Of the pixels alone: a function of the margin's zeros need not be zero. */
function each(from: FeatureMap, to: FeatureMap, of: (value: number) => number): Step {
  return (heap) => {
    for (let y = 0; y < to.h; y++) {
      for (let x = 0; x < to.w; x++) {
        const [read, write] = [pixelAt(from, y, x) / BYTES, pixelAt(to, y, x) / BYTES]
        for (let c = 0; c < to.c; c++) heap[write + c] = of(heap[read + c]!)
      }
    }
  }
}

/** By a map of the same size, of one pixel, or of one channel. */
function multiply(a: FeatureMap, by: FeatureMap | undefined, to: FeatureMap): Step {
  const isSpread = by?.h === 1 && by.w === 1
  const next = by?.c === a.c ? 1 : 0
  if (!by || (next === 0 && by.c !== 1)) throw new Error('products of two feature maps of as many channels, or of one, only')
  return (heap) => {
    for (let y = 0; y < to.h; y++) {
      for (let x = 0; x < to.w; x++) {
        const [read, factor] = [pixelAt(a, y, x) / BYTES, (isSpread ? pixelAt(by, 0, 0) : pixelAt(by, y, x)) / BYTES]
        const write = pixelAt(to, y, x) / BYTES
        for (let c = 0; c < to.c; c++) heap[write + c] = heap[read + c]! * heap[factor + next * c]!
      }
    }
  }
}

/** Means of each channel in the first row of the four pixels, maxima in the second. */
function meanMaxOfPlaces(from: FeatureMap, to: FeatureMap): Step {
  return (heap) => {
    for (let c = 0; c < from.c; c++) {
      let [total, most] = [0, Number.NEGATIVE_INFINITY]
      for (let y = 0; y < from.h; y++) {
        for (let x = 0; x < from.w; x++) {
          const value = heap[pixelAt(from, y, x) / BYTES + c]!
          total += value
          most = Math.max(most, value)
        }
      }
      for (const x of [0, 1]) {
        heap[pixelAt(to, 0, x) / BYTES + c] = total / (from.h * from.w)
        heap[pixelAt(to, 1, x) / BYTES + c] = most
      }
    }
  }
}

function meanMaxOfChannels(from: FeatureMap, to: FeatureMap): Step {
  return (heap) => {
    for (let y = 0; y < from.h; y++) {
      for (let x = 0; x < from.w; x++) {
        const pixel = heap.subarray(pixelAt(from, y, x) / BYTES, pixelAt(from, y, x) / BYTES + from.c)
        const mean = pixel.reduce((total, value) => total + value, 0) / from.c
        const most = pixel.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
        heap.set([mean, most], pixelAt(to, y, x) / BYTES)
      }
    }
  }
}

function sum(a: FeatureMap | undefined, b: FeatureMap | undefined, to: FeatureMap | undefined): Step {
  if (!a || !b || !to || lengthOf(a) !== lengthOf(b)) throw new Error('sums of two feature maps of one size only')
  const [first, second, write, count] = [a.at / BYTES, b.at / BYTES, to.at / BYTES, lengthOf(a)]
  return (heap) => {
    for (let i = 0; i < count; i++) heap[write + i] = heap[first + i]! + heap[second + i]!
  }
}

/** What lies outside of the map takes no part, as in PyTorch. */
function pool({ kernel, stride, padding }: MaxPoolLayer, from: FeatureMap, to: FeatureMap): Step {
  return (heap) => {
    for (let y = 0; y < to.h; y++) {
      for (let x = 0; x < to.w; x++) {
        const out = pixelAt(to, y, x) / BYTES
        heap.fill(Number.NEGATIVE_INFINITY, out, out + to.c)
        for (let row = Math.max(0, y * stride - padding); row < Math.min(from.h, y * stride - padding + kernel); row++) {
          for (let column = Math.max(0, x * stride - padding); column < Math.min(from.w, x * stride - padding + kernel); column++) {
            const read = pixelAt(from, row, column) / BYTES
            for (let c = 0; c < to.c; c++) if (!(heap[read + c]! <= heap[out + c]!)) heap[out + c] = heap[read + c]!
          }
        }
      }
    }
  }
}

function average(from: FeatureMap, to: FeatureMap | Float32Array): Step {
  return (heap) => {
    const out = to instanceof Float32Array ? to : heap.subarray(pixelAt(to, 0, 0) / BYTES)
    for (let c = 0; c < from.c; c++) {
      let total = 0
      for (let y = 0; y < from.h; y++) {
        for (let x = 0; x < from.w; x++) total += heap[pixelAt(from, y, x) / BYTES + c]!
      }
      out[c] = total / (from.h * from.w)
    }
  }
}

function products(values: Float32Array, { weight, bias }: LayerWeights, out: Float32Array): Step {
  return () => {
    for (let o = 0; o < out.length; o++) {
      let total = bias[o]!
      for (let i = 0; i < values.length; i++) total += values[i]! * weight[o * values.length + i]!
      out[o] = total
    }
  }
}
