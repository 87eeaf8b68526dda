/** Parameters between torchvision's layouts (OIHW, `[out, in]`) and the op sets' (HWIO, `[in, out]`). */

import { permute } from '../../model/permute'

/** The op sets' shape of a parameter of torchvision's shape. */
export function innerShape(shape: readonly number[]): readonly number[] {
  const [o, i, h, w] = shape as [number, number, number, number]
  return shape.length === 4 ? [h, w, i, o] : shape.length === 2 ? [i, o] : shape
}

function turn(
  from: Float32Array,
  shape: readonly number[],
  inward: boolean,
  to: Float32Array = new Float32Array(from.length),
): Float32Array {
  // Neither a convolution's nor a linear layer's: as it is.
  if (shape.length !== 2 && shape.length !== 4) {
    to.set(from)
    return to
  }
  const [outs, ins] = shape as [number, number]
  return permute(from, outs, ins, (shape[2] ?? 1) * (shape[3] ?? 1), inward, to)
}

/** Writes a parameter of torchvision's `shape` to where the op sets have it. */
export const inward = (data: Float32Array, shape: readonly number[], to: Float32Array): Float32Array => turn(data, shape, true, to)
/** @param shape torchvision's */
export const outward = (data: Float32Array, shape: readonly number[]): Float32Array => turn(data, shape, false)
