/** Which networks the wasm engine takes, so that another may be asked before it says no. */
import type { ModelSpec } from '../../model/spec'
import { groupsOf } from '../../operations/conv/facts'

/** Not those with groups of channels, or with a bias in a convolution: `PlanContext` refuses them. */
export const takesNetwork = ({ layers }: Pick<ModelSpec, 'layers'>): boolean =>
  layers.every((layer) => layer.op !== 'conv' || (groupsOf(layer) === 1 && !layer.bias))
