/** Global average pooling: torch.nn.AdaptiveAvgPool2d(1). */
import { BARE, type LayerBase, type LayerFacts, mapShape } from '../../model/layer'

export interface GlobalPoolLayer extends LayerBase {
  readonly op: 'gap'
}

export const gap: LayerFacts<GlobalPoolLayer> = { ...BARE, shape: (_, [from]) => [1, 1, mapShape(from)[2]], pools: true }
