/** What a kind of layer is to this engine: the dispatches that it emits. Each operation's folder has one. */
import type { Chain, Step } from '../../../model/steps'
import type { LayerSpec } from '../../../operations/facts'
import type { Tensor } from '../tensors'
import type { PlanContext } from './context'

export interface WebGpuForm<L extends LayerSpec> {
  /** Chains that begin with such a layer and are done as one: where the network answers, and where it learns. */
  readonly chains?: { readonly evaluation?: readonly Chain[]; readonly training?: readonly Chain[] }
  /** Emits a step in evaluation mode; its value becomes known to the context. */
  evaluate(context: PlanContext, step: Step<L>): void
  /** Emits a step in training mode, and puts on the context's tape what its backward will be. */
  train(context: PlanContext, step: Step<L>): void
  /**
   * Emits the gradient by the one input of a layer of the head, in evaluation mode, for Grad-CAM; may write over `g`. Absent where a head has no such layer.
   * @param g gradient of the layer's output
   */
  inputGradient?(context: PlanContext, layer: L, g: Tensor): Tensor
  /** Of a layer that tells where a network looks (`model/seen.ts`): emits what is shown of its input x into `maps`, `[batch, places]`. */
  looks?(context: PlanContext, layer: L, x: Tensor, maps: Tensor): void
}
