/**
 * A network whose channels are filled up with zeros to what an engine's kernels take at once. CBAM has maps of two channels and of one, and layers of four;
 * values, gradients and optimizer state of what is filled up stay zero, so it learns what it would without.
 */
import { groupsOf } from '../operations/conv/facts'
import type { LayerSpec } from '../operations/facts'
import { outChannelsOf } from '../operations/meanmax/facts'
import { spreadOf } from '../operations/mul/facts'
import { type ModelSpec, outputShapes, type Param, type ParamMap, paramInfos } from './spec'

export interface Filling {
  readonly spec: ModelSpec
  /** Parameters of the network, or an optimizer's state by their names (`exp_avg.NAME`), as those of `spec`. What has another shape than it should stays. */
  fill(params: ParamMap): ParamMap
  /** The way back. */
  crop(params: ParamMap): ParamMap
}

const same = (params: ParamMap): ParamMap => params
const unfilled = (spec: ModelSpec): Filling => ({ spec, fill: same, crop: same })

/** Any at which maps have several places. */
const SIZE = 64

/**
 * Only networks with means and maxima beside each other are filled up: engines say of all others themselves that they do not take them.
 * @param to a power of two
 */
export function fillingOf(spec: ModelSpec, to: number): Filling {
  const isGrouped = spec.layers.some((layer) => layer.op === 'conv' && groupsOf(layer) > 1 && layer.inChannels % to !== 0)
  if (!spec.layers.some(({ op }) => op === 'meanmax') || spec.featureWidth % to !== 0 || isGrouped) return unfilled(spec)
  const up = (channels: number) => Math.ceil(channels / to) * to
  const shapes = outputShapes(spec, SIZE)
  const fill = (layer: LayerSpec): LayerSpec => {
    const [first, second] = layer.inputs.map((id) => shapes.get(id)!)
    switch (layer.op) {
      case 'conv':
        if (groupsOf(layer) > 1) return layer
        return {
          ...layer,
          inChannels: layer.inputs[0] === 'input' ? layer.inChannels : up(layer.inChannels),
          outChannels: up(layer.outChannels),
        }
      case 'bn':
        return { ...layer, channels: up(layer.channels) }
      case 'meanmax':
        return layer.over === 'channels' ? { ...layer, outChannels: up(outChannelsOf(layer)) } : layer
      case 'mul':
        return spreadOf(layer, first!, second!) === 'place' ? { ...layer, by: 'places' } : layer
      default:
        return layer
    }
  }
  const filled: ModelSpec = { ...spec, layers: spec.layers.map(fill) }
  const wide = new Map(paramInfos(filled).map(({ name, shape }) => [name, shape]))
  const thin = paramInfos(spec).filter(({ name, shape }) => String(wide.get(name)) !== String(shape))
  const names = new Map(thin.map(({ name, shape }) => [name, shape]))
  const turned = (params: ParamMap, from: ReadonlyMap<string, readonly number[]>, into: ReadonlyMap<string, readonly number[]>): ParamMap =>
    new Map(
      Array.from(params, ([key, param]) => {
        const name = names.has(key) ? key : key.slice(key.indexOf('.') + 1)
        const isFilled = names.has(name) && String(param.shape) === String(from.get(name))
        return [key, isFilled ? resized(param, into.get(name)!) : param]
      }),
    )
  return { spec: filled, fill: (params) => turned(params, names, wide), crop: (params) => turned(params, wide, names) }
}

/** Cut, or zeros laid behind, in each dimension. */
function resized({ shape, data }: Param, to: readonly number[]): Param {
  const out = new Float32Array(to.reduce((a, b) => a * b, 1))
  const copy = (axis: number, from: number, into: number): void => {
    const [have, want] = [shape[axis]!, to[axis]!]
    const [step, stride] = [shape, to].map((dims) => dims.slice(axis + 1).reduce((a, b) => a * b, 1)) as [number, number]
    for (let i = 0; i < Math.min(have, want); i++) {
      if (axis === shape.length - 1) out[into + i] = data[from + i]!
      else copy(axis + 1, from + i * step, into + i * stride)
    }
  }
  copy(0, 0, 0)
  return { shape: to, data: out }
}
