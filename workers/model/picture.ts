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

/** One draw of training's augmentation: crop and resize, then mirror, then turn, then colour in the order given, then erase. */
export interface Draw {
  readonly crop: Box
  readonly flip: boolean
  /** Degrees, counter-clockwise. */
  readonly angle: number
  readonly colour: readonly { readonly step: ColourStep; readonly factor: number }[]
  readonly erase: Box | null
}
