/** A function of each value alone. */
import { BARE, type LayerBase, type LayerFacts, sameShape } from '../../model/layer'
import { ACTIVATIONS, type ActivationKind } from './functions'

export interface ActivationLayer extends LayerBase {
  readonly op: 'activation'
  readonly kind: ActivationKind
}

/** Whether a layer is a ReLU, which engines do on the way where they can. */
export const isRelu = (layer: LayerBase): boolean => layer.op === 'activation' && (layer as ActivationLayer).kind === 'relu'

export const activation: LayerFacts<ActivationLayer> = {
  ...BARE,
  shape: sameShape,
  filledUp: ({ kind }) => (ACTIVATIONS[kind].of(0) === 0 ? 'zeros' : 'channels'),
}
