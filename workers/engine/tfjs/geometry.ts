/** The geometry of a window that goes over a batch. */
import { outputSize, type WindowShape } from '../../model/window'
import type { ConvGeometry } from './ops'

/** @param shape of the input, NHWC; @param of channels of the output, where they are not the input's, and groups, where there are several */
export function geometry(
  window: WindowShape,
  shape: readonly number[],
  of: { readonly k?: number; readonly groups?: number } = {},
): ConvGeometry {
  const [n, h, w, c] = shape as [number, number, number, number]
  const { kernel, stride, padding: pad } = window
  return { n, h, w, c, oh: outputSize(h, window), ow: outputSize(w, window), k: of.k ?? c, kernel, stride, pad, groups: of.groups ?? 1 }
}
