/** Channels that an engine's kernels take only in fours or eights, filled up with channels of zeros that change nothing. */
import { ACTIVATIONS } from '../model/activations'
import type { ModelSpec } from '../model/spec'
import { usersOf } from '../model/steps'
import { type ConvLayer, groupsOf } from '../operations/conv/facts'

/**
 * The network with channels in multiples of `of` between a convolution and the next one where only an activation lies between that leaves 0 at 0, as in the
 * gates of squeeze-and-excitation. The weights that are added are zeros, and so are their gradients: what gives the channel has an output that nobody
 * weighs, what reads it an input of 0. They stay zeros whatever optimizer there is, and names, order and block of every layer are the same.
 */
export function paddedNetwork(spec: ModelSpec, of: number): ModelSpec {
  const users = usersOf(spec.layers)
  const [outs, ins] = [new Map<string, number>(), new Map<string, number>()]
  for (const layer of spec.layers) {
    if (layer.op !== 'conv' || layer.outChannels % of === 0) continue
    const reader = readerOf(layer, users)
    if (!reader) continue
    const channels = Math.ceil(layer.outChannels / of) * of
    outs.set(layer.id, channels)
    ins.set(reader.id, channels)
  }
  if (outs.size === 0) return spec
  const layers = spec.layers.map((layer) =>
    layer.op === 'conv'
      ? { ...layer, outChannels: outs.get(layer.id) ?? layer.outChannels, inChannels: ins.get(layer.id) ?? layer.inChannels }
      : layer,
  )
  return { ...spec, layers }
}

/** The one convolution that reads another's output through such activations, if all of its channels see each other in both. */
function readerOf(from: ConvLayer, users: ReturnType<typeof usersOf>): ConvLayer | null {
  let id = from.id
  for (;;) {
    const [next, more] = users.get(id) ?? []
    if (!next || more) return null
    if (next.op === 'conv') return groupsOf(from) === 1 && groupsOf(next) === 1 ? next : null
    if (next.op !== 'activation' || ACTIVATIONS[next.kind].of(0) !== 0) return null
    id = next.id
  }
}
