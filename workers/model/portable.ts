/**
 * A network inside one file that is sent to somebody: BatchNorm folded in, each weight a 16-bit whole number with a scale for its output.
 *
 * At the size of binary16 that loses a quarter of what rounding to binary16 does: a row's largest weight has 15 bits, and so has its smallest.
 */
import type { PortableLayer } from '../operations/facts'
import { sizeOf } from './layer'
import { weightOf } from './spec'

export interface LayerWeights {
  /** OIHW of a convolution, `[out, in]` of a linear layer. */
  readonly weight: Float32Array<ArrayBuffer>
  readonly bias: Float32Array<ArrayBuffer>
}

/** Layers that have weights, in their order. */
export const weightedLayers = (layers: readonly PortableLayer[]): PortableLayer[] => layers.filter((layer) => weightOf(layer) !== undefined)

export const outputsOf = (layer: PortableLayer): number => weightOf(layer)!.shape[0]!

/** Weights of one output. */
export const inputsOf = (layer: PortableLayer): number => sizeOf(weightOf(layer)!.shape) / outputsOf(layer)

/** The largest 16-bit number, which a row's largest weight becomes. */
const MOST = 32767

/** Bytes that `packWeights` gives: scale and bias of an output in f32, weights in 16 bits. */
export const packedBytes = (layers: readonly PortableLayer[]): number =>
  weightedLayers(layers).reduce((sum, layer) => sum + outputsOf(layer) * (8 + 2 * inputsOf(layer)), 0)

/** Little-endian, layer by layer: scales, biases (f32), then the weights (i16); a weight is its number times the scale of its output. */
export function packWeights(layers: readonly PortableLayer[], of: (id: string) => LayerWeights): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packedBytes(layers))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const layer of weightedLayers(layers)) {
    const { weight, bias } = of(layer.id)
    const [outputs, inputs] = [outputsOf(layer), inputsOf(layer)]
    const scales = Float32Array.from({ length: outputs }, (_, o) => largest(weight.subarray(o * inputs, (o + 1) * inputs)) / MOST)
    for (const values of [scales, bias]) for (const value of values) at = float(view, at, value)
    for (let o = 0; o < outputs; o++) {
      const scale = scales[o]!
      for (let i = o * inputs; i < (o + 1) * inputs; i++, at += 2) {
        const number = scale === 0 ? 0 : Math.round(weight[i]! / scale)
        view.setInt16(at, Math.max(-MOST, Math.min(MOST, number)), true)
      }
    }
  }
  return bytes
}

function float(view: DataView, at: number, value: number): number {
  view.setFloat32(at, value, true)
  return at + 4
}

function largest(row: Float32Array): number {
  let most = 0
  for (let i = 0; i < row.length; i++) most = Math.max(most, Math.abs(row[i]!))
  return most
}

/**
 * The weights of `packWeights`, one layer after another, so that never more than one is in memory twice.
 * @throws Error where there are fewer or more bytes than the layers have
 */
export function* unpackWeights(
  layers: readonly PortableLayer[],
  bytes: Uint8Array<ArrayBuffer>,
): Generator<LayerWeights & { readonly layer: PortableLayer }> {
  if (bytes.length !== packedBytes(layers)) throw new Error(`${bytes.length} bytes of weights, not ${packedBytes(layers)}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  const floats = (count: number) => {
    const from = at
    at += 4 * count
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(from + 4 * i, true))
  }
  for (const layer of weightedLayers(layers)) {
    const [outputs, inputs] = [outputsOf(layer), inputsOf(layer)]
    const [scales, bias] = [floats(outputs), floats(outputs)]
    const weight = new Float32Array(outputs * inputs)
    for (let o = 0; o < outputs; o++) {
      const scale = scales[o]!
      for (let i = o * inputs; i < (o + 1) * inputs; i++, at += 2) weight[i] = view.getInt16(at, true) * scale
    }
    yield { layer, weight, bias }
  }
}
