/** torchvision's RandAugment and TrivialAugmentWide: which changes a policy draws and how strong, and the changes themselves on square RGB bytes. */
import type { PolicyOp, PolicyStep } from '../../model/picture'
import type { Augmentation } from '../../protocol/options'
import { adjust, sharpen } from './colour'
import { rotate, shear, translate } from './geometry'
import { autocontrast, equalize, posterize, solarize } from './levels'

/** Strengths that each operation has: torchvision's `num_magnitude_bins`. */
export const BINS = 31

interface Range {
  /** The strength of a bin, 0..30. */
  readonly at: (bin: number) => number
  /** Whether a coin decides the direction. */
  readonly signed: boolean
}

/** torch.linspace(from, to, 31), f32 as there: counted from the end that is nearer. */
function between(from: number, to: number, signed: boolean): Range {
  const { fround } = Math
  const step = fround((to - from) / (BINS - 1))
  const half = (BINS - 1) / 2
  return { at: (bin) => fround(bin < half ? from + step * bin : to - step * (BINS - 1 - bin)), signed }
}

/** From 8 bits to `8 - most` of them. */
const bits = (most: number): Range => ({ at: (bin) => 8 - Math.round(bin / ((BINS - 1) / most)), signed: false })
const NOTHING: Range = { at: () => 0, signed: false }

/** What a policy may draw, in torchvision's order (`_augmentation_space`); `size` is the picture's side in pixels. */
export function operationsOf(policy: 'rand' | 'trivial', size: number): Readonly<Record<PolicyOp, Range>> {
  const wide = policy === 'trivial'
  const slope = between(0, wide ? 0.99 : 0.3, true)
  const shift = between(0, wide ? 32 : (150 / 331) * size, true)
  const factor = between(0, wide ? 0.99 : 0.9, true)
  return {
    Identity: NOTHING,
    ShearX: slope,
    ShearY: slope,
    TranslateX: shift,
    TranslateY: shift,
    Rotate: between(0, wide ? 135 : 30, true),
    Brightness: factor,
    Color: factor,
    Contrast: factor,
    Sharpness: factor,
    Posterize: bits(wide ? 6 : 4),
    Solarize: between(255, 0, false),
    AutoContrast: NOTHING,
    Equalize: NOTHING,
  }
}

/**
 * The changes of one picture: RandAugment's are `policyOps` of one strength, TrivialAugment's is one of any.
 * @param next uniform in [0, 1) by the place of the draw, from 0 on
 */
export function drawPolicy(
  next: (at: number) => number,
  { policy, policyOps, policyMagnitude }: Pick<Augmentation, 'policy' | 'policyOps' | 'policyMagnitude'>,
  size: number,
): PolicyStep[] {
  // A run that was kept before there were policies has none.
  if (policy !== 'rand' && policy !== 'trivial') return []
  const operations = Object.entries(operationsOf(policy, size)) as [PolicyOp, Range][]
  return Array.from({ length: policy === 'rand' ? policyOps : 1 }, (_, i) => {
    const [op, { at, signed }] = operations[Math.floor(next(3 * i) * operations.length)]!
    const strength = at(policy === 'rand' ? policyMagnitude : Math.floor(next(3 * i + 1) * BINS))
    return { op, magnitude: signed && next(3 * i + 2) >= 0.5 ? -strength : strength }
  })
}

/** torchvision's `_apply_op` on PIL images, nearest pixel, black outside. May change `rgb`. @returns the picture after it */
export function changed(rgb: Uint8Array, size: number, { op, magnitude }: PolicyStep): Uint8Array {
  switch (op) {
    case 'Identity':
      return rgb
    case 'ShearX':
      return shear(rgb, size, { x: magnitude, y: 0 })
    case 'ShearY':
      return shear(rgb, size, { x: 0, y: magnitude })
    case 'TranslateX':
      return translate(rgb, size, { x: Math.trunc(magnitude), y: 0 })
    case 'TranslateY':
      return translate(rgb, size, { x: 0, y: Math.trunc(magnitude) })
    case 'Rotate':
      return rotate(rgb, size, magnitude)
    case 'Brightness':
      adjust(rgb, 'brightness', 1 + magnitude)
      return rgb
    case 'Color':
      adjust(rgb, 'saturation', 1 + magnitude)
      return rgb
    case 'Contrast':
      adjust(rgb, 'contrast', 1 + magnitude)
      return rgb
    case 'Sharpness':
      sharpen(rgb, size, 1 + magnitude)
      return rgb
    case 'Posterize':
      posterize(rgb, magnitude)
      return rgb
    case 'Solarize':
      solarize(rgb, magnitude)
      return rgb
    case 'AutoContrast':
      autocontrast(rgb)
      return rgb
    case 'Equalize':
      equalize(rgb)
      return rgb
    default:
      return op satisfies never
  }
}
