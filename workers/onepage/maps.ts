/** Feature maps in the memory of the network that is sent: NHWC, with a margin of zeros, channels filled up to a multiple of eight. */
import type { LayerBase } from '../model/layer'

/** A feature map in memory. */
export interface FeatureMap {
  /** Address of its margin's first value. */
  readonly at: number
  readonly h: number
  readonly w: number
  readonly c: number
  /** Values from one pixel to the next. */
  readonly step: number
  /** Pixels of zeros on each side. */
  readonly margin: number
}

/** Where a layer's values are: a map in memory, or from the pooling on a row of numbers. */
export type Values = FeatureMap | Float32Array

/** Values are f32. */
export const BYTES = 4
/** Channels that `conv.wat` makes at once, and positions. */
export const [CHANNELS, POSITIONS] = [8, 4]
/** Values of a window's row are filled up to a multiple of this. */
export const UNROLLED = 4

export const filledUp = (value: number, to: number): number => Math.ceil(value / to) * to
export const rowStep = ({ w, step, margin }: FeatureMap): number => (w + 2 * margin) * step
/** Values of a map, margin included. */
export const lengthOf = (map: FeatureMap): number => (map.h + 2 * map.margin) * rowStep(map)
/** Address of a pixel; -margin is the first. */
export const pixelAt = (map: FeatureMap, y: number, x: number): number =>
  map.at + BYTES * ((y + map.margin) * rowStep(map) + (x + map.margin) * map.step)
/** Index of a pixel's first value. */
export const valueAt = (map: FeatureMap, y: number, x: number): number => pixelAt(map, y, x) / BYTES

/** @throws Error where it is a row */
export function mapIn(values: Values | undefined, { id }: LayerBase): FeatureMap {
  if (!values || values instanceof Float32Array) throw new Error(`${id} reads a feature map, and there is none`)
  return values
}

/** @throws Error where it is a map */
export function rowIn(values: Values | undefined, { id }: LayerBase): Float32Array {
  if (!(values instanceof Float32Array)) throw new Error(`${id} is not behind the pooling`)
  return values
}

/** Visits every pixel of a map. */
export function eachPixel({ h, w }: FeatureMap, visit: (y: number, x: number) => void): void {
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) visit(y, x)
}
