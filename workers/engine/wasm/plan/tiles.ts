/** Where Winograd's filtering pays. */
import { OUTPUTS, POINTS } from '../code/winograd'
import type { ConvShape } from './geometry'

/** Multiplications of a product in whose time a number goes through a transform: counted from its instructions. */
const TRANSFORMED = 20

/** Whether a convolution, forward and for both of its gradients, goes by tiles: 3 x 3 windows of stride 1 only. `batch` is the most pictures of a step. */
export function paysByTiles({ layer, groups, first, inSide, outSide }: ConvShape, batch: number): boolean {
  const { kernel, stride, padding, inChannels, outChannels } = layer
  if (kernel !== 3 || stride !== 1 || padding !== 1 || inSide !== outSide || groups > 1 || first) return false
  const tiles = batch * Math.ceil(outSide / OUTPUTS) ** 2
  const weights = inChannels * outChannels
  const byTiles = POINTS * (tiles * weights + TRANSFORMED * (tiles * (inChannels + outChannels) + weights))
  // Taps that lie outside the picture are left out of products over runs.
  const byRuns = batch * (3 * outSide - 2) ** 2 * weights
  return byTiles < byRuns
}
