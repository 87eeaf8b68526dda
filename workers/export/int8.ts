/**
 * A network in whole numbers of eight bits: which of its values are rounded, and by what scale.
 *
 * As onnxruntime's `quantize_static` in QDQ form with weights of each output channel by themselves: weights are symmetric, values between layers are unsigned with
 * a zero point. Weights have seven bits (its `reduce_range`): sums of two products then fit 16 bits, so that processors without VNNI, whose instruction
 * saturates there, answer as all others do. Logits are not rounded, for classes would tie.
 */

import type { ParamMap } from '../model/spec'
import { usersOf } from '../model/steps'
import type { PortableLayer } from '../operations/facts'
import { onnxForm } from '../operations/onnx'
import { paramOf } from './model'
import type { WholeKind } from './onnxForm'
import type { Rounding, Roundings } from './rounding'

/** What a value was at least and at most. */
export interface Range {
  least: number
  most: number
}

/** How runtimes do a layer in whole numbers. */
const wholeOf = (layer: PortableLayer) => onnxForm(layer).whole?.(layer)
const hasWeights = (kind: WholeKind | undefined): boolean => kind === 'weighs' || kind === 'multiplies'
/** The largest number of a weight. */
const MOST = 64
/** The largest number of a bias, which has 32 bits, with a margin for sums. */
const MOST_BIAS = 2 ** 30

/**
 * Ids of the values that are rounded. A rounding whose least number is 0 does what a ReLU does, so nothing is rounded between a layer and the ReLU that alone
 * reads it; nor is what a layer reads that computes in f32, such as the sums between a Vision Transformer's blocks.
 */
export function roundedPlaces(layers: readonly PortableLayer[]): Set<string> {
  const users = usersOf(layers)
  const isRounded = (layer: PortableLayer, at: number) => {
    const own = wholeOf(layer)
    const readers = (users.get(layer.id) ?? []).map((user) => wholeOf(user as PortableLayer))
    if (own === undefined || own === 'multiplies' || at === layers.length - 1) return false
    if (readers.includes('float') || (readers.length === 1 && readers[0] === 'clips')) return false
    return own !== 'float' || readers.every(hasWeights)
  }
  return new Set(['input', ...layers.filter(isRounded).map(({ id }) => id)])
}

/** Widens the range to hold the values. @throws Error where one is not a finite number */
export function widen(range: Range, values: Float32Array): void {
  let { least, most } = range
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    if (value > most) most = value
    sum += value * 0
  }
  if (sum !== 0) throw new Error('a value between layers is not a finite number')
  range.least = least
  range.most = most
}

/** The rounding of each range: 0 is always one of its numbers, for margins are zeros. What only picks among values keeps their rounding. */
export function roundingsOf(layers: readonly PortableLayer[], ranges: ReadonlyMap<string, Range>): Roundings {
  const roundings = new Map<string, Rounding>()
  for (const [id, range] of ranges) {
    const [least, most] = [Math.min(0, range.least), Math.max(0, range.most)]
    const scale = Math.fround((most - least) / 255) || 1
    roundings.set(id, { scale, zero: Math.round(-least / scale) })
  }
  for (const layer of layers) {
    const { id, inputs } = layer
    const before = wholeOf(layer) === 'picks' && roundings.get(id) && roundings.get(inputs[0]!)
    if (before) roundings.set(id, before)
  }
  return roundings
}

/** Adding and taking it away rounds a number below 2^22 to a whole one, the even one of two that are equally near. */
const ROUNDER = 1.5 * 2 ** 23

/** Rounds values in place to those that their numbers stand for, as QuantizeLinear and DequantizeLinear do. */
export function roundTo({ scale, zero }: Rounding, values: Float32Array): void {
  const [least, most] = [-zero, 255 - zero]
  for (let i = 0; i < values.length; i++) {
    const number = Math.fround(Math.fround(Math.min(most, Math.max(least, Math.fround(values[i]! / scale))) + ROUNDER) - ROUNDER)
    values[i] = number * scale
  }
}

/** Whole numbers, and of each output what one is worth. */
export interface Whole<N extends Int8Array | Int32Array = Int8Array | Int32Array> {
  readonly numbers: N
  readonly scales: Float32Array
}

export interface WholeWeights {
  readonly weight: Whole<Int8Array>
  readonly bias: Whole<Int32Array>
}

/** Of a layer whose bias is added in f32 without one. */
export type WholeLayer = Omit<WholeWeights, 'bias'> & Partial<WholeWeights>

/**
 * A layer's weights as whole numbers; bias numbers are in steps of an output's scale times the input's, as a runtime's sums are.
 * @param input scale of what the layer reads
 */
export function wholeWeights(weight: Float32Array, bias: Float32Array, input: number): WholeWeights {
  const outputs = bias.length
  const length = weight.length / outputs
  const numbers = new Int8Array(weight.length)
  const scales = new Float32Array(outputs)
  for (let o = 0; o < outputs; o++) {
    let most = 0
    for (let i = o * length; i < (o + 1) * length; i++) most = Math.max(most, Math.abs(weight[i]!))
    // Where an output is nearly all bias, its steps are as large as the bias needs.
    const scale = Math.fround(Math.max(most / MOST, Math.abs(bias[o]!) / input / MOST_BIAS)) || 1
    for (let i = o * length; i < (o + 1) * length; i++) numbers[i] = Math.round(weight[i]! / scale)
    scales[o] = scale
  }
  const steps = scales.map((scale) => scale * input)
  return {
    weight: { numbers, scales },
    bias: { numbers: Int32Array.from(bias, (value, o) => Math.round(value / steps[o]!)), scales: steps },
  }
}

/** What whole numbers stand for, those of an output beside each other or (`isTurned`) one behind the last of every other. Loops: there are millions. */
export function valuesOf(
  { numbers, scales }: { readonly numbers: ArrayLike<number>; readonly scales: Float32Array },
  isTurned = false,
): Float32Array {
  const outputs = scales.length
  const per = numbers.length / outputs
  const values = new Float32Array(numbers.length)
  if (isTurned) {
    for (let i = 0; i < numbers.length; i++) values[i] = numbers[i]! * scales[i % outputs]!
    return values
  }
  for (let o = 0; o < outputs; o++) for (let i = o * per; i < (o + 1) * per; i++) values[i] = numbers[i]! * scales[o]!
  return values
}

/** By id of the layer: the weights of all that have whole ones, which are those that read a rounded value. */
export function wholeLayers(layers: readonly PortableLayer[], params: ParamMap, roundings: Roundings): Map<string, WholeLayer> {
  const found = new Map<string, WholeLayer>()
  for (const layer of layers) {
    const { id, inputs } = layer
    const input = roundings.get(inputs[0]!)
    const kind = wholeOf(layer)
    if (!hasWeights(kind) || !input) continue
    const { weight, bias } = wholeWeights(paramOf(params, `${id}.weight`).data, paramOf(params, `${id}.bias`).data, input.scale)
    found.set(id, kind === 'weighs' ? { weight, bias } : { weight })
  }
  return found
}

/** Parameters with those in their stead that the whole numbers stand for. */
export function wholeParams(layers: readonly PortableLayer[], params: ParamMap, roundings: Roundings): ParamMap {
  const rounded: ParamMap = new Map(params)
  for (const [id, whole] of wholeLayers(layers, params, roundings))
    for (const suffix of ['weight', 'bias'] as const) {
      const name = `${id}.${suffix}`
      const numbers = whole[suffix]
      if (numbers) rounded.set(name, { shape: paramOf(params, name).shape, data: valuesOf(numbers) })
    }
  return rounded
}
