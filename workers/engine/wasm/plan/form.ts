/** What a kind of layer is to this engine: the operations that it plans. Its folder has one. */
import type { AddLayer } from '../../../operations/add/facts'
import type { BatchNormLayer } from '../../../operations/bn/facts'
import type { ConvLayer } from '../../../operations/conv/facts'
import type { LayerSpec } from '../../../operations/facts'
import type { Arenas, PlanContext } from './context'
import type { Tensor } from './memory'

/** A convolution, in evaluation mode, that waits for what follows it, to be done as one. */
export interface Waiting {
  readonly conv: ConvLayer
  readonly bn: BatchNormLayer | null
  readonly residual: Tensor | null
}

/** A BatchNorm in training mode: what it read, and the batch's statistics of that. What follows applies them. */
export interface Norm {
  readonly layer: BatchNormLayer
  readonly z: Tensor
  readonly stats: Tensor
}

/** What a layer is given in evaluation mode. */
export interface Evaluating {
  readonly context: PlanContext
  readonly arenas: Arenas
  /** A layer's output; what waits is planned now. */
  value(id: string): Tensor
  /** Where the layer's own output goes, which is known from then on. */
  produce(): Tensor
  /** What waits for the one layer that reads it; nothing ever does in training mode. */
  held(id: string): Waiting | undefined
  /** Has the layer wait: it is planned once somebody reads its output. */
  wait(waiting: Waiting): void
  /** The layer is a ReLU behind what waited: plans both as one. */
  rectify(waiting: Waiting): void
}

/** What is left for a later layer in training mode, by the id of the layer that left it. */
export interface Left {
  /** Sums of a convolution's channels and of their squares, which it made on the way. */
  readonly sums: Map<string, Tensor>
  readonly norms: Map<string, Norm>
  /** Sums that the ReLU after them computes with a BatchNorm. */
  readonly added: Map<string, AddLayer>
}

/** What a layer is given in training mode. */
export interface Learning extends Evaluating {
  readonly left: Left
  /** Gradients of layers' outputs. A layer whose gradient nobody gives has passed it on already. */
  readonly grads: Map<string, Tensor>
  /** On the tape: `make` gets the gradient of the layer's output, which is its own to change. */
  back(make: (dy: Tensor) => void): void
  /** Gives a gradient, whose array is the giver's no more; gradients add up. */
  give(id: string, g: Tensor): void
  /** Makes a gradient where anybody wants it. */
  passBack(id: string, make: (dx: Tensor) => void): void
}

/** A layer of the head, of one picture: its output, and the gradient by its input, given that by its output. */
export interface HeadStep {
  readonly y: Float64Array<ArrayBuffer>
  back(dy: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer>
}

export interface WasmForm<L extends LayerSpec> {
  evaluate(at: Evaluating, layer: L): void
  train(at: Learning, layer: L): void
  /** For Grad-CAM, in evaluation mode. Absent where a head has no such layer. @param param a parameter of the layer, by its suffix */
  inHead?(layer: L, x: Float64Array<ArrayBuffer>, param: (suffix: string) => Float32Array): HeadStep
  /** Of a layer that tells where a network looks (`model/seen.ts`): plans what is shown of its input, `[batch, places]`, which stays. */
  looks?(context: PlanContext, layer: L, x: Tensor): Tensor
}
