/** torch.nn.Dropout, drawn by counters. */
import { BARE, type LayerBase, type LayerFacts, sameShape } from '../../model/layer'

export interface DropoutLayer extends LayerBase {
  readonly op: 'dropout'
  /** Probability that an element is zeroed while training. */
  readonly p: number
}

export const dropout: LayerFacts<DropoutLayer> = { ...BARE, shape: sameShape }
