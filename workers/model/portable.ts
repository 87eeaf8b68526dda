/**
 * A network inside one file that is sent to somebody: BatchNorm folded in, each weight a 16-bit whole number with a scale for its output.
 *
 * At the size of binary16 that loses a quarter of what rounding to binary16 does: a row's largest weight has 15 bits, and so has its smallest. Biases, positions
 * and a LayerNorm's numbers are few: they are kept as they are.
 */
import { factsOf, type PortableLayer } from '../operations/facts'
import { type ParamFact, sizeOf } from './layer'

/** A layer's parameters by their suffixes, of the shapes that its facts tell. */
export type LayerParams = Readonly<Record<string, Float32Array<ArrayBuffer>>>

/** A layer with its parameters. */
export interface LoadedLayer {
  readonly layer: PortableLayer
  readonly params: LayerParams
}

/** The largest 16-bit number, which a row's largest weight becomes. */
const MOST = 32767

/** Layers that have parameters, in their order, the weight apart from what is kept as it is. */
const weighted = (layers: readonly PortableLayer[]) =>
  layers.flatMap((layer) => {
    const params = factsOf(layer).params(layer)
    if (params.length === 0) return []
    return { layer, weight: params.find(({ role }) => role === 'weight'), kept: params.filter(({ role }) => role !== 'weight') }
  })

const outputsOf = ({ shape }: ParamFact): number => shape[0]!

/** Bytes that `packWeights` gives: of a weight two for each number and four for each output's scale, of others four. */
export const packedBytes = (layers: readonly PortableLayer[]): number =>
  weighted(layers).reduce((sum, { weight, kept }) => {
    const others = kept.reduce((values, { shape }) => values + sizeOf(shape), 0)
    return sum + 4 * others + (weight ? 4 * outputsOf(weight) + 2 * sizeOf(weight.shape) : 0)
  }, 0)

/**
 * Little-endian, layer by layer: scales, biases and others in their order (f32), then the weights (i16); a weight is its number times the scale of its output.
 * @param of a layer's parameter by its suffix
 */
export function packWeights(
  layers: readonly PortableLayer[],
  of: (layer: PortableLayer, suffix: string) => Float32Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packedBytes(layers))
  const view = new DataView(bytes.buffer)
  let at = 0
  const floats = (values: Float32Array) => {
    for (const value of values) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  for (const { layer, weight, kept } of weighted(layers)) {
    const values = weight ? of(layer, weight.suffix) : new Float32Array()
    const scales = weight ? scalesOf(values, outputsOf(weight)) : new Float32Array()
    floats(scales)
    for (const { suffix } of kept) floats(of(layer, suffix))
    const inputs = values.length / scales.length
    for (let i = 0; i < values.length; i++, at += 2) {
      const scale = scales[Math.floor(i / inputs)]!
      const number = scale === 0 ? 0 : Math.round(values[i]! / scale)
      view.setInt16(at, Math.max(-MOST, Math.min(MOST, number)), true)
    }
  }
  return bytes
}

/** Of each output what one of its numbers is worth. */
const scalesOf = (weight: Float32Array, outputs: number): Float32Array =>
  Float32Array.from(
    { length: outputs },
    (_, o) => largest(weight.subarray((o * weight.length) / outputs, ((o + 1) * weight.length) / outputs)) / MOST,
  )

function largest(row: Float32Array): number {
  let most = 0
  for (let i = 0; i < row.length; i++) most = Math.max(most, Math.abs(row[i]!))
  return most
}

/**
 * The weights of `packWeights`, one layer after another, so that never more than one is in memory twice.
 * @throws Error where there are fewer or more bytes than the layers have
 */
export function* unpackWeights(layers: readonly PortableLayer[], bytes: Uint8Array<ArrayBuffer>): Generator<LoadedLayer> {
  if (bytes.length !== packedBytes(layers)) throw new Error(`${bytes.length} bytes of weights, not ${packedBytes(layers)}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  const floats = (count: number) => {
    const from = at
    at += 4 * count
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(from + 4 * i, true))
  }
  for (const { layer, weight, kept } of weighted(layers)) {
    const scales = floats(weight ? outputsOf(weight) : 0)
    const params: Record<string, Float32Array<ArrayBuffer>> = {}
    for (const { suffix, shape } of kept) params[suffix] = floats(sizeOf(shape))
    if (weight) {
      const values = new Float32Array(sizeOf(weight.shape))
      const inputs = values.length / scales.length
      for (let i = 0; i < values.length; i++, at += 2) values[i] = view.getInt16(at, true) * scales[Math.floor(i / inputs)]!
      params[weight.suffix] = values
    }
    yield { layer, params }
  }
}
