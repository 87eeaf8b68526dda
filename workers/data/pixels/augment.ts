/**
 * What happens to one training picture: drawn from (seed, epoch, sample) and nothing else, so that workers, engines and resumed runs agree.
 * The algorithms are torchvision's RandomResizedCrop, RandomHorizontalFlip, TrivialAugmentWide or RandAugment, RandomRotation, ColorJitter and
 * RandomErasing, in this order.
 */
import type { ColourStep, Draw } from '../../model/picture'
import type { Augmentation } from '../../protocol/options'
import { STREAM, uniform } from '../../random'
import { roundHalfEven } from '../../recipe/viewed'
import { adjust } from './colour'
import { erase, flip, rotate } from './geometry'
import { changed, drawPolicy } from './policy'
import type { Box, Raster } from './raster'
import { resize } from './resample'

/** The first key position of each kind of draw; fixed, so that switching one augmentation off leaves the others' draws alone. */
const AT = { crop: 0, flip: 100, angle: 101, colour: 110, order: 120, erase: 130, policy: 200 } as const
const STEPS: readonly ColourStep[] = ['brightness', 'contrast', 'saturation']

/** `(at) => uniform in [0, 1)` for one sample in one epoch. */
type Source = (at: number) => number

/** torchvision's RandomResizedCrop.get_params: ten tries, then the largest centred crop whose ratio is allowed. */
function drawCrop(next: Source, width: number, height: number, { cropScaleMin, cropRatio }: Augmentation): Box {
  const logRatio = Math.log(cropRatio)
  for (let attempt = 0; attempt < 10; attempt++) {
    const at = AT.crop + attempt * 4
    const area = width * height * (cropScaleMin + (1 - cropScaleMin) * next(at))
    const ratio = Math.exp(-logRatio + 2 * logRatio * next(at + 1))
    const w = roundHalfEven(Math.sqrt(area * ratio))
    const h = roundHalfEven(Math.sqrt(area / ratio))
    if (w > 0 && w <= width && h > 0 && h <= height)
      return { x: Math.floor(next(at + 3) * (width - w + 1)), y: Math.floor(next(at + 2) * (height - h + 1)), width: w, height: h }
  }
  const own = width / height
  const w = own > cropRatio ? roundHalfEven(height * cropRatio) : width
  const h = own < 1 / cropRatio ? roundHalfEven(width * cropRatio) : height
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h }
}

/** torchvision's ColorJitter.get_params for one share of change in brightness, contrast and saturation. */
function drawColour(next: Source, share: number): Draw['colour'] {
  if (share === 0) return []
  const steps = STEPS.map((step, i) => ({
    step,
    factor: Math.max(0, 1 - share) + (1 + share - Math.max(0, 1 - share)) * next(AT.colour + i),
  }))
  const keys = STEPS.map((_, i) => next(AT.order + i))
  return steps
    .map((step, i) => ({ step, key: keys[i]! }))
    .sort((a, b) => a.key - b.key)
    .map(({ step }) => step)
}

/** torchvision's RandomErasing.get_params with its default scale (0.02, 0.33) and ratio (0.3, 3.3). */
function drawErase(next: Source, size: number, share: number): Box | null {
  if (next(AT.erase) >= share) return null
  for (let attempt = 0; attempt < 10; attempt++) {
    const at = AT.erase + 1 + attempt * 4
    const area = size * size * (0.02 + 0.31 * next(at))
    const ratio = Math.exp(Math.log(0.3) + Math.log(3.3 / 0.3) * next(at + 1))
    const h = roundHalfEven(Math.sqrt(area * ratio))
    const w = roundHalfEven(Math.sqrt(area / ratio))
    if (h < size && w < size && h > 0 && w > 0)
      return { x: Math.floor(next(at + 3) * (size - w + 1)), y: Math.floor(next(at + 2) * (size - h + 1)), width: w, height: h }
  }
  return null
}

/**
 * What happens to sample `index` in `epoch`: a pure function of its arguments.
 *
 * @param width of the upright picture, likewise `height`
 * @param size side of the square that the network sees
 */
export function draw(
  augmentation: Augmentation,
  keys: { seed: number; epoch: number; index: number },
  width: number,
  height: number,
  size: number,
): Draw {
  const next: Source = (at) => uniform(keys.seed, STREAM.augment, keys.epoch, keys.index, at)
  return {
    crop: drawCrop(next, width, height, augmentation),
    flip: next(AT.flip) < augmentation.flip,
    policy: drawPolicy((at) => next(AT.policy + at), augmentation, size),
    angle: augmentation.rotation === 0 ? 0 : (next(AT.angle) * 2 - 1) * augmentation.rotation,
    colour: drawColour(next, augmentation.jitter),
    erase: drawErase(next, size, augmentation.erasing),
  }
}

/**
 * Applies a draw. `source` holds the picture or a part of it that begins at `at` and contains the crop.
 *
 * @returns RGB, size x size
 */
export function apply(source: Raster, { crop, ...rest }: Draw, size: number, at: { x: number; y: number } = { x: 0, y: 0 }): Uint8Array {
  let rgb = resize(source, { ...crop, x: crop.x - at.x, y: crop.y - at.y }, size, size)
  if (rest.flip) flip(rgb, size)
  for (const step of rest.policy) rgb = changed(rgb, size, step)
  if (rest.angle !== 0) rgb = rotate(rgb, size, rest.angle)
  for (const { step, factor } of rest.colour) adjust(rgb, step, factor)
  if (rest.erase) erase(rgb, size, rest.erase)
  return rgb
}
