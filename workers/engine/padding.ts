/** Channels that an engine's kernels take only in fours or eights, filled up with channels of zeros that change nothing. */
import { sizeOf } from '../model/layer'
import type { ModelSpec } from '../model/spec'
import { usersOf } from '../model/steps'
import { factsOf, type LayerSpec } from '../operations/facts'

/**
 * The network with channels in multiples of `of` between what gives them (a convolution, or CBAM's two maps of means and maxima) and the convolution that reads
 * them, where only BatchNorm and activations that leave 0 at 0 lie between, as in gates; and those of a map of one channel that another is multiplied by, whatever
 * activation lies between: of it the first channel counts. What each layer does with such channels it says itself (`filledUp`). The weights that are added are
 * zeros, and so are their gradients: what gives the channel has an output that nobody weighs, what reads it an input of 0. They stay zeros whatever optimizer
 * there is, and names, order and block of every layer are the same.
 */
export function paddedNetwork(spec: ModelSpec, of: number): ModelSpec {
  const users = usersOf(spec.layers)
  /** Channels of outputs that are filled up. */
  const wide = new Map<string, number>()
  for (const layer of spec.layers) {
    const channels = factsOf(layer).ownChannels?.(layer) ?? 0
    if (channels % of === 0) continue
    for (const id of passedOn(layer, channels, users)) wide.set(id, Math.ceil(channels / of) * of)
  }
  if (wide.size === 0) return spec
  const widened = (layer: LayerSpec): LayerSpec =>
    factsOf(layer).withChannels?.(
      layer,
      wide.get(layer.id),
      layer.inputs.map((id) => wide.get(id)),
    ) ?? layer
  return { ...spec, layers: spec.layers.map(widened) }
}

/** Ids of the layer and of those that pass its channels on to the one which reads them as zeros would change nothing; none where there is no such one. */
function passedOn({ id: first }: LayerSpec, channels: number, users: ReturnType<typeof usersOf>): string[] {
  const ids = [first]
  let areZeros = true
  for (;;) {
    const id = ids.at(-1)!
    const [next, more] = users.get(id) ?? []
    if (!next || more) return []
    const become = factsOf(next).filledUp?.(next, next.inputs.indexOf(id), channels) ?? null
    if (become === 'weighed') return areZeros ? ids : []
    if (become === 'passed over') return ids
    if (become === null) return []
    areZeros &&= become === 'zeros'
    ids.push(next.id)
  }
}

/** Values of a parameter in one with more or fewer outputs, and inputs of each (`[out, in, ...]`, `[out]`): zeros where there were none. */
export function resized(data: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  if (from.join() === to.join()) return data
  const out = new Float32Array(sizeOf(to))
  const [here, there] = [sizeOf(from.slice(1)), sizeOf(to.slice(1))]
  const both = Math.min(here, there)
  for (let o = 0; o < Math.min(from[0]!, to[0]!); o++) out.set(data.subarray(o * here, o * here + both), o * there)
  return out
}
