/** Chooses the convolution kernel for a shape and an adapter's family. */
import type { KernelFamily } from '../device'
import type { KernelSpec } from '../kernel'
import { convFilterGradientGrouped, convForwardGrouped, convInputGradientGrouped, filterSplitsGrouped } from './conv-grouped'
import { convForwardQuads, convInputGradientQuads } from './conv-quads'
import { convFilterGradientQuads, filterSplitsQuads } from './conv-quads-filter'
import { convFilterGradientRegisters, convForwardRegisters, convInputGradientRegisters, filterSplitsRegisters } from './conv-registers'
import { type ConvEpilogue, type ConvShape, PLAIN } from './conv-shape'
import { convFilterGradientTiles, convForwardTiles, convInputGradientTiles, filterSplitsTiles } from './conv-tiles'

/** @param batch the plan's batch: what tile sizes are chosen for; the kernel takes any n up to it */
export function convForward(family: KernelFamily, shape: ConvShape, batch: number, epilogue: ConvEpilogue = PLAIN): KernelSpec {
  if (shape.groups > 1) return convForwardGrouped(shape, epilogue)
  if (family === 'tiles') return convForwardTiles(shape, batch, epilogue)
  return family === 'quads' ? convForwardQuads(shape, epilogue) : convForwardRegisters(shape, epilogue)
}

export function convInputGradient(
  family: KernelFamily,
  shape: ConvShape,
  batch: number,
  accumulate: boolean,
): KernelSpec<'dy' | 'w' | 'dx'> {
  if (shape.groups > 1) return convInputGradientGrouped(shape, accumulate)
  if (family === 'tiles') return convInputGradientTiles(shape, batch, accumulate)
  return family === 'quads' ? convInputGradientQuads(shape, accumulate) : convInputGradientRegisters(shape, accumulate)
}

/** Parts that the filter gradient's sum is cut into, so that small gradients of many pixels still fill the device. */
export function filterSplits(family: KernelFamily, shape: ConvShape, batch: number): number {
  if (shape.groups > 1) return filterSplitsGrouped(shape, batch)
  if (family === 'tiles') return filterSplitsTiles(shape, batch)
  return family === 'quads' ? filterSplitsQuads(shape) : filterSplitsRegisters(shape)
}

export function convFilterGradient(family: KernelFamily, shape: ConvShape, splits: number): KernelSpec<'x' | 'dy' | 'dw'> {
  if (shape.groups > 1) return convFilterGradientGrouped(shape, splits)
  if (family === 'tiles') return convFilterGradientTiles(shape, splits)
  return family === 'quads' ? convFilterGradientQuads(shape, splits) : convFilterGradientRegisters(shape, splits)
}
