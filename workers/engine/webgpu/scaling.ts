/** The state of the loss scaling (`kernels/scaler.ts`) as the optimizer's state has it by name, and what it is at first. */
import type { Block } from '../../model/blocks'
import type { Param, ParamMap } from '../../model/spec'
import { INIT_SCALE, SCALER, SCALER_BYTES } from './kernels/scaler'

const NAMES = { scale: 'grad_scaler.scale', tracker: 'grad_scaler.growth_tracker', skipped: 'grad_scaler.skipped' } as const

/** @param state of an optimizer that goes on; what it does not have begins as torch.amp.GradScaler begins */
export function packScaler(blocks: readonly Block[], state: ParamMap | undefined): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(SCALER_BYTES / 4)
  floats[SCALER.scale] = state?.get(NAMES.scale)?.data[0] ?? INIT_SCALE
  floats[SCALER.tracker] = state?.get(NAMES.tracker)?.data[0] ?? 0
  const skipped = state?.get(NAMES.skipped)?.data
  // Both groups of a block: its weights, and its biases and norms.
  blocks.forEach((_, b) => {
    floats.fill(skipped?.[b] ?? 0, SCALER.skipped + 2 * b, SCALER.skipped + 2 * b + 2)
  })
  return floats
}

export function unpackScaler(blocks: readonly Block[], floats: Float32Array): [string, Param][] {
  const one = (value: number): Param => ({ shape: [1], data: Float32Array.of(value) })
  const skipped = Float32Array.from(blocks, (_, b) => floats[SCALER.skipped + 2 * b]!)
  return [
    [NAMES.scale, one(scaleOf(floats))],
    [NAMES.tracker, one(floats[SCALER.tracker]!)],
    [NAMES.skipped, { shape: [blocks.length], data: skipped }],
  ]
}

export const scaleOf = (floats: Float32Array): number => floats[SCALER.scale]!
