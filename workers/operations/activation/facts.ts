/** A function of each value alone. */
import type { ActivationKind } from '../../model/activations'
import { BARE, type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface ActivationLayer extends LayerBase {
  readonly op: 'activation'
  readonly kind: ActivationKind
}

export const activation: LayerFacts<ActivationLayer> = { ...BARE, shape: sameShape }
