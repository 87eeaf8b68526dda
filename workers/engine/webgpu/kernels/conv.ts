/** The convolution kernels of a variant for a shape; grouped convolutions have one each, whatever the variant. */
import type { KernelSpec } from '../kernel'
import { convFilterGradientGrouped, convForwardGrouped, convInputGradientGrouped, filterSplitsGrouped } from './conv-grouped'
import { convForwardQuads, convInputGradientQuads } from './conv-quads'
import { convFilterGradientQuads, filterSplitsQuads } from './conv-quads-filter'
import { convFilterGradientRegisters, convForwardRegisters, convInputGradientRegisters, filterSplitsRegisters } from './conv-registers'
import { type ConvEpilogue, type Convolution, type ConvShape, PLAIN, single, weightSize } from './conv-shape'
import { convFilterGradientTiles, convForwardTiles, convInputGradientTiles, filterSplitsTiles } from './conv-tiles'
import { reduceParts } from './optimizer'
import { type ConvVariant, type DirectVariant, familyOf, isWinograd, tileRows, type WinogradVariant, widestTile } from './variants'
import { takesWinograd, winogradFilterGradient, winogradForward, winogradInputGradient } from './winograd'

/** @param batch the plan's batch: what tile sizes are chosen for; the kernel takes any n up to it */
export function convForward(variant: DirectVariant, shape: ConvShape, batch: number, epilogue: ConvEpilogue = PLAIN): KernelSpec {
  if (shape.groups > 1) return convForwardGrouped(shape, epilogue)
  const family = familyOf(variant)
  if (family === 'tiles') return convForwardTiles(shape, batch, epilogue, tileRows(variant))
  return family === 'quads' ? convForwardQuads(shape, epilogue) : convForwardRegisters(shape, epilogue, widestTile(variant))
}

export function convInputGradient(
  variant: DirectVariant,
  shape: ConvShape,
  batch: number,
  accumulate: boolean,
): KernelSpec<'dy' | 'w' | 'dx'> {
  if (shape.groups > 1) return convInputGradientGrouped(shape, accumulate)
  const family = familyOf(variant)
  if (family === 'tiles') return convInputGradientTiles(shape, batch, accumulate, tileRows(variant))
  return family === 'quads' ? convInputGradientQuads(shape, accumulate) : convInputGradientRegisters(shape, accumulate, widestTile(variant))
}

/** Parts that the filter gradient's sum is cut into, so that small gradients of many pixels still fill the device. */
export function filterSplits(variant: DirectVariant, shape: ConvShape, batch: number): number {
  if (shape.groups > 1) return filterSplitsGrouped(shape, batch)
  const family = familyOf(variant)
  if (family === 'tiles') return filterSplitsTiles(shape, batch)
  return family === 'quads' ? filterSplitsQuads(shape) : filterSplitsRegisters(shape, widestTile(variant))
}

export function convFilterGradient(variant: DirectVariant, shape: ConvShape, splits: number): KernelSpec<'x' | 'dy' | 'dw'> {
  if (shape.groups > 1) return convFilterGradientGrouped(shape, splits)
  const family = familyOf(variant)
  if (family === 'tiles') return convFilterGradientTiles(shape, splits, tileRows(variant))
  return family === 'quads' ? convFilterGradientQuads(shape, splits) : convFilterGradientRegisters(shape, splits, widestTile(variant))
}

/** The variant itself, or the direct one of its family where the shape is none for Winograd's. */
function asked(variant: ConvVariant, shape: ConvShape): { winograd: WinogradVariant } | { winograd: null; direct: DirectVariant } {
  if (!isWinograd(variant)) return { winograd: null, direct: variant }
  return takesWinograd(shape) ? { winograd: variant } : { winograd: null, direct: familyOf(variant) }
}

/** y = conv(x, w), then the epilogue, in as many dispatches as the variant takes. @param batch of the plan: no more pictures come */
export function forwardBy(variant: ConvVariant, shape: ConvShape, batch: number, epilogue: ConvEpilogue = PLAIN): Convolution {
  const by = asked(variant, shape)
  return by.winograd ? winogradForward(by.winograd, shape, batch, epilogue) : single(convForward(by.direct, shape, batch, epilogue))
}

/** dx = gradient of the input; adds to dx where `accumulate`. */
export function inputGradientBy(variant: ConvVariant, shape: ConvShape, batch: number, accumulate: boolean): Convolution {
  const by = asked(variant, shape)
  return by.winograd
    ? winogradInputGradient(by.winograd, shape, batch, accumulate)
    : single(convInputGradient(by.direct, shape, batch, accumulate))
}

/** dw = gradient of the weights, or added to dw after the first micro-batch. */
export function filterGradientBy(variant: ConvVariant, shape: ConvShape, batch: number): Convolution {
  const by = asked(variant, shape)
  if (by.winograd) return winogradFilterGradient(by.winograd, shape, batch)
  const splits = filterSplits(by.direct, shape, batch)
  const kernel = convFilterGradient(by.direct, shape, splits)
  if (splits === 1) return single(kernel)
  const dispatches = [{ kernel, to: { dw: 'parts' } }, { kernel: reduceParts(weightSize(shape) / 4, splits) }]
  return { name: kernel.name, dispatches, scratch: { parts: weightSize(shape) * splits * 4 } }
}
