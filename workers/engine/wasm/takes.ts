/** Which convolutions the wasm engine takes, and as what: its one rule, which its plans keep to and which is asked before another engine is made. */
import type { ModelSpec } from '../../model/spec'
import { type ConvLayer, groupsOf, isDepthwise } from '../../operations/conv/facts'
import { productsOf } from '../../operations/facts'
import { paddedNetwork } from '../padding'
import { PANEL } from './code/products'

/**
 * How many neighbouring groups of channels are computed as one product, with zeros between them: the fewest whose inputs and outputs are in panels of eight.
 * 0 where there is no such number, or single channels (which have loops of their own) are not in fours.
 */
export function bundleOf(layer: ConvLayer): number {
  const groups = groupsOf(layer)
  // The picture has three channels and a margin, which only the product of all channels reads.
  const isFirst = layer.inputs[0] === 'input'
  if (isFirst && groups > 1) return 0
  if (isDepthwise(layer)) return layer.outChannels % 4 === 0 ? 1 : 0
  const inPanels = (channels: number, bundle: number) => ((channels / groups) * bundle) % PANEL === 0
  for (let bundle = 1; bundle <= Math.min(PANEL, groups); bundle++) {
    if (groups % bundle === 0 && inPanels(layer.outChannels, bundle) && (isFirst || inPanels(layer.inChannels, bundle))) return bundle
  }
  return 0
}

/** Whether the engine takes a network. */
export const takesNetwork = (spec: ModelSpec): boolean =>
  productsOf(paddedNetwork(spec, PANEL).layers).every((layer) => bundleOf(layer) > 0)
