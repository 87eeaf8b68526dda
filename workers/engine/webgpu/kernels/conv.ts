/** The convolution kernel of a variant for a shape; grouped convolutions have one each, whatever the variant. */
import type { KernelSpec } from '../kernel'
import { convFilterGradientGrouped, convForwardGrouped, convInputGradientGrouped, filterSplitsGrouped } from './conv-grouped'
import { convForwardQuads, convInputGradientQuads } from './conv-quads'
import { convFilterGradientQuads, filterSplitsQuads } from './conv-quads-filter'
import { convFilterGradientRegisters, convForwardRegisters, convInputGradientRegisters, filterSplitsRegisters } from './conv-registers'
import { type ConvEpilogue, type ConvShape, PLAIN } from './conv-shape'
import { convFilterGradientTiles, convForwardTiles, convInputGradientTiles, filterSplitsTiles } from './conv-tiles'
import { type ConvVariant, familyOf, tileRows } from './variants'

/** @param batch the plan's batch: what tile sizes are chosen for; the kernel takes any n up to it */
export function convForward(variant: ConvVariant, shape: ConvShape, batch: number, epilogue: ConvEpilogue = PLAIN): KernelSpec {
  if (shape.groups > 1) return convForwardGrouped(shape, epilogue)
  const family = familyOf(variant)
  if (family === 'tiles') return convForwardTiles(shape, batch, epilogue, tileRows(variant))
  return family === 'quads' ? convForwardQuads(shape, epilogue) : convForwardRegisters(shape, epilogue)
}

export function convInputGradient(
  variant: ConvVariant,
  shape: ConvShape,
  batch: number,
  accumulate: boolean,
): KernelSpec<'dy' | 'w' | 'dx'> {
  if (shape.groups > 1) return convInputGradientGrouped(shape, accumulate)
  const family = familyOf(variant)
  if (family === 'tiles') return convInputGradientTiles(shape, batch, accumulate, tileRows(variant))
  return family === 'quads' ? convInputGradientQuads(shape, accumulate) : convInputGradientRegisters(shape, accumulate)
}

/** Parts that the filter gradient's sum is cut into, so that small gradients of many pixels still fill the device. */
export function filterSplits(variant: ConvVariant, shape: ConvShape, batch: number): number {
  if (shape.groups > 1) return filterSplitsGrouped(shape, batch)
  const family = familyOf(variant)
  if (family === 'tiles') return filterSplitsTiles(shape, batch)
  return family === 'quads' ? filterSplitsQuads(shape) : filterSplitsRegisters(shape)
}

export function convFilterGradient(variant: ConvVariant, shape: ConvShape, splits: number): KernelSpec<'x' | 'dy' | 'dw'> {
  if (shape.groups > 1) return convFilterGradientGrouped(shape, splits)
  const family = familyOf(variant)
  if (family === 'tiles') return convFilterGradientTiles(shape, splits, tileRows(variant))
  return family === 'quads' ? convFilterGradientQuads(shape, splits) : convFilterGradientRegisters(shape, splits)
}
