/**
 * Answers with a network, one picture at a time, on one core: small enough to stand in a page that is sent to somebody.
 *
 * A convolution is a product of windows and weights (`conv.wat`). Feature maps are NHWC with a margin of zeros, so that no window reaches outside, and
 * with channels filled up to a multiple of eight; a window's row of pixels then lies in memory as its weights do, and nothing is rearranged first. What each
 * layer does stands in its folder (`operations/*\/onepage.ts`).
 */
import { mapShape, sizeOf } from '../model/layer'
import type { LoadedLayer } from '../model/portable'
import { outputShapes } from '../model/spec'
import { sidesOf } from '../model/window'
import { convsOf } from '../operations/conv/facts'
import { type PortableLayer, poolingOf } from '../operations/facts'
import { pageForm } from '../operations/onepage'
import { CONV_WASM } from './conv.wasm'
import type { Breathe, Memory, Prepared } from './form'
import { BYTES, CHANNELS, type FeatureMap, filledUp, lengthOf, rowIn, UNROLLED, type Values, valueAt } from './maps'

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

const PAGE = 65536

/**
 * @param layers of a network whose last layer gives the logits
 * @param size side of the square that it takes, px
 * @param weights parameters of every layer that has some, in their order
 * @throws Error where a layer cannot be done here
 */
export function createNetwork(layers: readonly PortableLayer[], size: number, weights: Iterable<LoadedLayer>): Network {
  const shapes = outputShapes({ layers }, size)
  const marginOf = (isInput: boolean) =>
    Math.max(
      0,
      ...convsOf(layers).flatMap((layer) => {
        const [h, w] = mapShape(shapes.get(layer.inputs[0]!))
        return (layer.inputs[0] === 'input') === isInput ? [...sidesOf(h, layer), ...sidesOf(w, layer)] : []
      }),
    )
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
  const values = new Map<string, Values>([['input', input]])
  // What the head reads; those before it give maps of one pixel.
  const pooling = poolingOf(layers)
  const prepared = new Map<string, Prepared>()
  layers.forEach((layer, place) => {
    const form = pageForm(layer)
    const from = layer.inputs.map((id) => values.get(id)!)
    const isRow = place === pooling || from[0] instanceof Float32Array
    // What nobody else reads is overwritten.
    const isOver = form.inPlace && readers(layer.inputs[0]!) === 1
    const to = isRow ? new Float32Array(sizeOf(shapes.get(layer.id)!)) : isOver ? from[0]! : mapOf(layer.id)
    values.set(layer.id, to)
    prepared.set(layer.id, form.prepare(layer, { from, to, take }))
  })

  const memory = new WebAssembly.Memory({ initial: Math.ceil(top / PAGE) })
  const code = Uint8Array.from(atob(CONV_WASM), (c) => c.charCodeAt(0))
  const { conv } = new WebAssembly.Instance(new WebAssembly.Module(code), { network: { memory } }).exports as unknown as Memory
  const heap = new Float32Array(memory.buffer)
  for (const layer of prepared.values()) layer.tables?.(new Int32Array(memory.buffer))
  for (const { layer, params } of weights) prepared.get(layer.id)!.load!(heap, params)

  const [answers, features] = [layers.at(-1), layers[pooling]].map((layer) => {
    if (!layer) throw new Error('the network has no pooling')
    return rowIn(values.get(layer.id), layer)
  })
  return {
    async look(pixels, breathe = () => null) {
      const row = size * input.c
      for (let y = 0; y < size; y++) heap.set(pixels.subarray(y * row, (y + 1) * row), valueAt(input, y, 0))
      for (const layer of prepared.values()) await layer.run({ heap, conv }, breathe)
      return { logits: answers!.slice(), features: features!.slice() }
    },
  }
}
