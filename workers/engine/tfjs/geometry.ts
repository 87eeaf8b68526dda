/** The geometry of a window that goes over a batch. */
import { outputSize, type PaddedWindow, sidesOf } from '../../model/window'
import type { ConvGeometry } from './ops'

/** @param shape of the input, NHWC; @param of channels of the output, where they are not the input's, and groups, where there are several @throws Error where more zeros are above than on the left, as a map that is not square may ask for */
export function geometry(
  window: PaddedWindow,
  shape: readonly number[],
  of: { readonly k?: number; readonly groups?: number } = {},
): ConvGeometry {
  const [n, h, w, c] = shape as [number, number, number, number]
  const { kernel, stride } = window
  const [[pad, below], [left, right]] = [sidesOf(h, window), sidesOf(w, window)]
  if (left !== pad) throw new Error(`As many zeros are laid above a map as on its left, not ${pad} and ${left}.`)
  const [oh, ow] = [outputSize(h, window), outputSize(w, window)]
  return { n, h, w, c, oh, ow, k: of.k ?? c, kernel, stride, pad, below, right, groups: of.groups ?? 1 }
}
