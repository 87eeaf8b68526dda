/** torch.nn.Conv2d over a square window, its zeros as many on each side or as TensorFlow lays them. */
import { type LayerBase, type LayerFacts, mapShape, type ParamFact } from '../../model/layer'
import { outputSize, type PaddedWindow } from '../../model/window'

export interface ConvLayer extends LayerBase, PaddedWindow {
  readonly op: 'conv'
  readonly inChannels: number
  readonly outChannels: number
  /** Absent: none, as before a BatchNorm. */
  readonly bias?: boolean
  /** Groups of channels that see nothing of each other, as many as channels where it is depthwise. Absent: one. */
  readonly groups?: number
}

/** The convolutions among some layers. */
export const convsOf = (layers: readonly LayerBase[]): ConvLayer[] => layers.filter((layer): layer is ConvLayer => layer.op === 'conv')

export const groupsOf = ({ groups = 1 }: Pick<ConvLayer, 'groups'>): number => groups

/** Whether each channel sees itself alone. */
export const isDepthwise = (layer: ConvLayer): boolean =>
  groupsOf(layer) > 1 && groupsOf(layer) === layer.inChannels && groupsOf(layer) === layer.outChannels

export const conv: LayerFacts<ConvLayer> = {
  shape(layer, [from]) {
    const [h, w] = mapShape(from)
    return [outputSize(h, layer), outputSize(w, layer), layer.outChannels]
  },
  params(layer) {
    const { inChannels, outChannels, kernel } = layer
    const weight: ParamFact = { suffix: 'weight', shape: [outChannels, inChannels / groupsOf(layer), kernel, kernel], role: 'weight' }
    return layer.bias ? [weight, { suffix: 'bias', shape: [outChannels], role: 'bias' }] : [weight]
  },
  macs(layer, output) {
    const [h, w] = mapShape(output)
    return (h * w * layer.outChannels * layer.inChannels * layer.kernel ** 2) / groupsOf(layer)
  },
  keeps: true,
  product: (layer) => layer,
  ownChannels: (layer) => (groupsOf(layer) === 1 ? layer.outChannels : 0),
  filledUp: (layer) => (groupsOf(layer) === 1 ? 'weighed' : null),
  withChannels: (layer, own, [first]) => ({ ...layer, inChannels: first ?? layer.inChannels, outChannels: own ?? layer.outChannels }),
}
