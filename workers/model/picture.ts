/** A picture's pixels and what becomes of them on the way to the network: the types that everything on it shares. */

/** Pixels in memory: 8-bit, row-major, interleaved, 3 or 4 channels (the fourth, alpha, is looked at by `data/pixels/transparency.ts` only). */
export interface Raster {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  /** Whether blue comes first, as decoders often have it. */
  readonly bgr?: boolean
  /** Whether a fourth channel is known to say nothing: everything is seen whole. */
  readonly opaque?: boolean
}

/** A rectangle of whole pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type ColourStep = 'brightness' | 'contrast' | 'saturation'

/** A change that RandAugment and TrivialAugment draw, by torchvision's name. */
export type PolicyOp =
  | 'Identity'
  | 'ShearX'
  | 'ShearY'
  | 'TranslateX'
  | 'TranslateY'
  | 'Rotate'
  | 'Brightness'
  | 'Color'
  | 'Contrast'
  | 'Sharpness'
  | 'Posterize'
  | 'Solarize'
  | 'AutoContrast'
  | 'Equalize'

export interface PolicyStep {
  readonly op: PolicyOp
  /** In torchvision's unit for the operation, signed: a slope, pixels, degrees, a change of the factor 1, bits, a threshold; 0 where it has none. */
  readonly magnitude: number
}

/** One draw of training's augmentation: crop and resize, then mirror, then a policy's changes, then turn, then colour in the order given, then erase. */
export interface Draw {
  readonly crop: Box
  readonly flip: boolean
  readonly policy: readonly PolicyStep[]
  /** Degrees, counter-clockwise. */
  readonly angle: number
  readonly colour: readonly { readonly step: ColourStep; readonly factor: number }[]
  readonly erase: Box | null
}
