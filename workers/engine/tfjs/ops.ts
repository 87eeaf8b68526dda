/** The operations that a training step is made of, behind which TensorFlow.js's stock ops and the wasm composition stand. */
import type * as tensorflow from '@tensorflow/tfjs'
import type { OptimizerKind } from '../engine'

/** One convolution over one batch. Activations NHWC, filters HWIO. */
export interface ConvGeometry {
  readonly n: number
  readonly h: number
  readonly w: number
  readonly c: number
  readonly oh: number
  readonly ow: number
  /** Output channels. */
  readonly k: number
  readonly kernel: number
  readonly stride: number
  /** Zeros above and on the left; below; on the right. */
  readonly pad: number
  readonly below: number
  readonly right: number
  /** Groups of channels that see nothing of each other; the filter is `[kernel, kernel, c / groups, k]`. */
  readonly groups: number
}

/** Scalars of one optimizer update of one tensor; `correction1/2` are Adam's 1 - beta^step. */
export interface UpdateScalars {
  readonly kind: OptimizerKind
  readonly learningRate: number
  readonly weightDecay: number
  readonly momentum: number
  readonly nesterov: boolean
  readonly beta1: number
  readonly beta2: number
  readonly eps: number
  readonly correction1: number
  readonly correction2: number
  /** Factor on the gradient (clipping). */
  readonly gradientScale: number
}

export type TensorFlow = typeof tensorflow
export type Tensor = tensorflow.Tensor

/** An array in memory. */
export interface View {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** What an operation computes that no op set has a method for: its folder brings both of its forms (`Ops.run`). `By` are numbers and words that it goes by. */
export interface OwnOp<By = void> {
  /** Shape of what it gives. */
  shape(inputs: readonly (readonly number[])[], by: By): readonly number[]
  /** With TensorFlow.js's own operations; what it makes on the way is freed. */
  tensors(tf: TensorFlow, inputs: readonly Tensor[], by: By): Tensor
  /** Value by value, into memory that holds anything. */
  loops(inputs: readonly View[], out: View, by: By): void
}

/**
 * An op set. `T` is a reference-counted f32 array; results have one reference, which the caller frees.
 * "Takes x" means: the caller's reference to x is gone afterwards, and x's memory may be the result's.
 */
export interface Ops<T> {
  /** RGB bytes `[n, size, size, 3]` to ImageNet-normalised floats. */
  pixels(bytes: Uint8Array, n: number, size: number): T
  upload(data: Float32Array, shape: readonly number[]): T
  /** An array that `write` fills; it is given the array's own memory where there is such a thing, for a copy costs as much as fresh memory does. */
  make(shape: readonly number[], write: (memory: Float32Array) => void): T
  /** What `take` makes of the contents: of the array's own memory where it can, so it may not be kept. */
  read<R>(t: T, take: (memory: Float32Array) => R): Promise<R>
  retain(t: T): T
  free(t: T): void
  bytes(): number

  conv(x: T, w: T, g: ConvGeometry): T
  /** Gradient by the convolution's input. */
  convInput(dy: T, w: T, g: ConvGeometry): T
  /** Gradient by the filter, HWIO. */
  convFilter(x: T, dy: T, g: ConvGeometry): T
  /** BatchNorm of fixed statistics folded into the convolution before it. */
  fold(w: T, gamma: T, beta: T, mean: T, variance: T, eps: number): { w: T; b: T }
  convBias(x: T, w: T, b: T, relu: boolean, g: ConvGeometry): T

  /** `x[n, in] w[in, out] + b`; x may be `[n, 1, 1, in]`. */
  linear(x: T, w: T, b: T): T
  linearInput(dy: T, w: T): T
  linearFilter(x: T, dy: T): T
  /** Over all but the last dimension. */
  sumRows(dy: T): T

  /** Normalises by the batch's own statistics and moves the running ones (variance unbiased). `stats`: mean and 1/std, `[2, c]`. */
  batchNorm(x: T, gamma: T, beta: T, runningMean: T, runningVar: T, momentum: number, eps: number): { y: T; stats: T }
  /** Normalises by given statistics: evaluation mode. */
  batchNormFixed(x: T, gamma: T, beta: T, mean: T, variance: T, eps: number): T
  /** Takes dy. */
  batchNormBackward(dy: T, x: T, stats: T, gamma: T): { dx: T; dgamma: T; dbeta: T }
  /** Takes x. */
  relu(x: T): T
  /** Takes dy; `y` is the ReLU's output. */
  reluBackward(dy: T, y: T): T
  /** Takes a. */
  add(a: T, b: T): T
  /** x times factors of its shape, or one for each channel of a picture. */
  scale(x: T, by: T): T
  /** The gradient by those factors: dy * x, summed over what they were spread over. */
  scaleSums(dy: T, x: T, shape: readonly number[]): T
  /** `argmax` is whatever `maxPoolBackward` needs; the first of equal maxima gets the gradient. */
  maxPool(x: T, g: ConvGeometry): { y: T; argmax: T }
  maxPoolBackward(dy: T, argmax: T, g: ConvGeometry): T
  /** Mean over height and width: `[n, h, w, c]` to `[n, 1, 1, c]`. */
  pool(x: T): T
  poolBackward(dy: T, h: number, w: number): T
  /** Takes x. */
  multiply(x: T, factor: T): T
  /** What a folder of an operation brings itself. */
  run<By>(op: OwnOp<By>, inputs: readonly T[], by: By): T

  /** `into += scale * g`. */
  accumulate(into: T, g: T, scale: number): void
  /** `into = decay * into + (1 - decay) * value`. */
  average(into: T, value: T, decay: number): void
  sumSquares(ts: readonly T[]): Promise<number>
  /** Updates p, and its state m (momentum or first moment) and v (second moment) in place. */
  update(p: T, g: T, m: T, v: T | null, s: UpdateScalars): void
}
