/** What a kind of layer that nothing is fused with is to this engine: the operations that it plans. Its folder has one. */
import type { LayerSpec } from '../../../operations/facts'
import type { Arenas, PlanContext } from './context'
import type { Tensor } from './memory'

/** What a layer is given in evaluation mode. */
export interface Evaluating {
  readonly context: PlanContext
  readonly arenas: Arenas
  /** A layer's output. */
  value(id: string): Tensor
  /** Where the layer's own output goes, which is known from then on. */
  produce(): Tensor
}

/** What a layer is given in training mode. */
export interface Learning extends Evaluating {
  /** On the tape: `make` gets the gradient of the layer's output, which is its own to change. */
  back(make: (dy: Tensor) => void): void
  /** Gives a gradient, whose array is the giver's no more; gradients add up. */
  give(id: string, g: Tensor): void
  /** Makes a gradient where anybody wants it. */
  passBack(id: string, make: (dx: Tensor) => void): void
}

export interface WasmForm<L extends LayerSpec> {
  evaluate(at: Evaluating, layer: L): void
  train(at: Learning, layer: L): void
}
