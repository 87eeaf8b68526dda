/** The geometry of a window that goes over a batch. */
import { outputSize, type WindowShape } from '../../model/window'
import type { ConvGeometry } from './ops'

/** @param shape of the input, NHWC; @param k channels of the output, where they are not the input's */
export function geometry(window: WindowShape, shape: readonly number[], k?: number): ConvGeometry {
  const [n, h, w, c] = shape as [number, number, number, number]
  const { kernel, stride, padding: pad } = window
  return { n, h, w, c, oh: outputSize(h, window), ow: outputSize(w, window), k: k ?? c, kernel, stride, pad }
}
