/** Channels that an engine's kernels take only in fours or eights, filled up with channels of zeros that change nothing. */
import { ACTIVATIONS } from '../model/activations'
import { sizeOf } from '../model/layer'
import type { ModelSpec } from '../model/spec'
import { usersOf } from '../model/steps'
import { groupsOf } from '../operations/conv/facts'
import type { LayerSpec } from '../operations/facts'
import { outChannelsOf } from '../operations/meanmax/facts'

/**
 * The network with channels in multiples of `of` between what gives them (a convolution, or CBAM's two maps of means and maxima) and the convolution that reads
 * them, where only BatchNorm and activations that leave 0 at 0 lie between, as in gates; and those of a map of one channel that another is multiplied by, whatever
 * activation lies between: of it the first channel counts. The weights that are added are zeros, and so are their gradients: what gives the channel has an output
 * that nobody weighs, what reads it an input of 0. They stay zeros whatever optimizer there is, and names, order and block of every layer are the same.
 */
export function paddedNetwork(spec: ModelSpec, of: number): ModelSpec {
  const users = usersOf(spec.layers)
  /** Channels of outputs that are filled up. */
  const wide = new Map<string, number>()
  for (const layer of spec.layers) {
    const channels = givenBy(layer)
    if (channels % of === 0) continue
    for (const id of passedOn(layer, users)) wide.set(id, Math.ceil(channels / of) * of)
  }
  if (wide.size === 0) return spec
  const widened = (layer: LayerSpec): LayerSpec => {
    const [own, first] = [wide.get(layer.id), wide.get(layer.inputs[0]!)]
    switch (layer.op) {
      case 'conv':
        return { ...layer, inChannels: first ?? layer.inChannels, outChannels: own ?? layer.outChannels }
      case 'bn':
        return { ...layer, channels: own ?? layer.channels }
      case 'meanmax':
        return own ? { ...layer, outChannels: own } : layer
      case 'mul':
        return wide.has(layer.inputs[1]!) ? { ...layer, by: 'places' } : layer
      default:
        return layer
    }
  }
  return { ...spec, layers: spec.layers.map(widened) }
}

/** Channels that a layer gives of its own, all of which see each other; 0 of any other layer. */
function givenBy(layer: LayerSpec): number {
  if (layer.op === 'meanmax' && layer.over === 'channels') return outChannelsOf(layer)
  return layer.op === 'conv' && groupsOf(layer) === 1 ? layer.outChannels : 0
}

/** Ids of the layer and of those that pass its channels on to the one which reads them as zeros would change nothing; none where there is no such one. */
function passedOn(from: LayerSpec, users: ReturnType<typeof usersOf>): string[] {
  const ids = [from.id]
  let keepsZero = true
  for (;;) {
    const id = ids.at(-1)!
    const [next, more] = users.get(id) ?? []
    if (!next || more) return []
    if (next.op === 'conv') return keepsZero && groupsOf(next) === 1 ? ids : []
    if (next.op === 'mul') return givenBy(from) === 1 && next.inputs[0] !== id ? ids : []
    if (next.op === 'activation') keepsZero &&= ACTIVATIONS[next.kind].of(0) === 0
    else if (next.op !== 'bn') return []
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
