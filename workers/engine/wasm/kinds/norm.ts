/** BatchNorm: statistics in f64, which convolutions sum on the way, and one pass forward; two passes backward. */
import { ITEM_POSITIONS } from './conv'
import { FLOAT, type Kind, rowItems, rowsOf } from './kind'

/** Rows of a tile in the backward sums: they stay in the nearest cache for every group of channels. */
const TILE_ROWS = 64

/** Parts of the statistics at `stats`, `[4, channels]`. */
export const STATS = 4
const [MEAN, INVERSE, SCALE, SHIFT] = [0, 1, 2, 3] as const

/** Sums by channel as a convolution makes them, of what no convolution made. `offsets` are those of a row for each place. */
export const normSums: Kind<'x' | 'sums' | 'positions' | 'channels' | 'offsets'> = {
  items: (o, n) => Math.ceil((n * o.positions) / ITEM_POSITIONS),
  scratch: () => ITEM_POSITIONS * 4,
  run({ kernels, scratch }, o, item, n) {
    const first = item * ITEM_POSITIONS
    const count = Math.min(ITEM_POSITIONS, n * o.positions - first)
    const picture = o.positions * o.channels * FLOAT
    kernels.addresses(o.x, picture, o.offsets, 4, 0, first, count, o.positions, n, 0, scratch)
    const sums = o.sums + item * 2 * o.channels * 8
    kernels.rowSums(scratch, count, 0, o.channels / 4, sums, sums + o.channels * 8)
  },
}

/** A bias's gradient from such sums of the output's. */
export const biasGradient: Kind<'sums' | 'positions' | 'channels' | 'db'> = {
  items: () => 1,
  run({ f32, f64 }, o, _, n, first) {
    const blocks = Math.ceil((n * o.positions) / ITEM_POSITIONS)
    for (let c = 0; c < o.channels; c++) {
      let sum = first ? 0 : f32[o.db / 4 + c]!
      for (let block = 0; block < blocks; block++) sum += f64[o.sums / 8 + block * 2 * o.channels + c]!
      f32[o.db / 4 + c] = sum
    }
  },
}

/**
 * From the sums of `blocks` to mean, 1 / deviation, scale and shift; moves the running statistics (variance unbiased) by `momentum`.
 * The numbers `momentum` and `eps` are operands too.
 */
export const normStatistics: Kind<
  'sums' | 'positions' | 'channels' | 'weight' | 'bias' | 'mean' | 'variance' | 'stats' | 'momentum' | 'eps'
> = {
  items: () => 1,
  run({ f32, f64 }, o, _, n) {
    const rows = n * o.positions
    const blocks = Math.ceil(rows / ITEM_POSITIONS)
    const { channels } = o
    const [sums, stats] = [o.sums / 8, o.stats / 4]
    const at = (address: number, c: number) => address / 4 + c
    for (let c = 0; c < channels; c++) {
      let sum = 0
      let squares = 0
      for (let block = 0; block < blocks; block++) {
        sum += f64[sums + block * 2 * channels + c]!
        squares += f64[sums + (block * 2 + 1) * channels + c]!
      }
      const mean = sum / rows
      const variance = Math.max(squares / rows - mean * mean, 0)
      const inverse = 1 / Math.sqrt(variance + o.eps)
      const scale = f32[at(o.weight, c)]! * inverse
      f32[stats + MEAN * channels + c] = mean
      f32[stats + INVERSE * channels + c] = inverse
      f32[stats + SCALE * channels + c] = scale
      f32[stats + SHIFT * channels + c] = f32[at(o.bias, c)]! - mean * scale
      const unbiased = rows > 1 ? (variance * rows) / (rows - 1) : variance
      f32[at(o.mean, c)] = (1 - o.momentum) * f32[at(o.mean, c)]! + o.momentum * mean
      f32[at(o.variance, c)] = (1 - o.momentum) * f32[at(o.variance, c)]! + o.momentum * unbiased
    }
  },
}

/** Scale and shift of fixed statistics, at their places in `stats`. */
export const normFold: Kind<'channels' | 'weight' | 'bias' | 'mean' | 'variance' | 'stats' | 'eps'> = {
  items: () => 1,
  run({ f32 }, o) {
    const stats = o.stats / 4
    for (let c = 0; c < o.channels; c++) {
      const scale = f32[o.weight / 4 + c]! / Math.sqrt(f32[o.variance / 4 + c]! + o.eps)
      f32[stats + SCALE * o.channels + c] = scale
      f32[stats + SHIFT * o.channels + c] = f32[o.bias / 4 + c]! - f32[o.mean / 4 + c]! * scale
    }
  },
}
export const scaleOffset = (channels: number): number => SCALE * channels * FLOAT
export const shiftOffset = (channels: number): number => SHIFT * channels * FLOAT

/** `y = z scale + shift` (+ residual), ReLU with `relu`. */
export const normApply: Kind<'z' | 'y' | 'stats' | 'residual' | 'positions' | 'channels' | 'relu'> = {
  items: (o, n) => rowItems(n * o.positions, o.channels),
  run({ kernels }, o, item, n) {
    const [first, rows] = rowsOf(item, n * o.positions, o.channels)
    const at = first * o.channels * FLOAT
    const [scale, shift] = [o.stats + scaleOffset(o.channels), o.stats + shiftOffset(o.channels)]
    kernels.affine(o.z + at, o.y + at, scale, shift, o.residual && o.residual + at, rows, o.channels / 4, o.relu)
  },
}

/** Backward's first pass. Where `y` is not 0 it is the ReLU's output, by which g is masked in place. Sums `[items, 2, channels]` in f64. */
export const normBackwardSums: Kind<'g' | 'y' | 'z' | 'stats' | 'sums' | 'positions' | 'channels'> = {
  items: (o, n) => rowItems(n * o.positions, o.channels),
  run({ kernels }, o, item, n) {
    const [first, rows] = rowsOf(item, n * o.positions, o.channels)
    const quads = o.channels / 4
    const row = o.channels * FLOAT
    const sums = o.sums + item * 2 * o.channels * 8
    kernels.fill(sums, 2 * o.channels * 8, 0)
    for (let from = 0; from < rows; from += TILE_ROWS) {
      const at = (first + from) * row
      const count = Math.min(TILE_ROWS, rows - from)
      kernels.normSums(o.g + at, o.y && o.y + at, o.z + at, o.stats, count, quads, sums, sums + o.channels * 8)
    }
  },
}

/** Gradients of weight and bias, and what the second pass multiplies with, `[4, channels]` at `factors`. */
export const normBackwardFactors: Kind<'sums' | 'positions' | 'channels' | 'stats' | 'weight' | 'dweight' | 'dbias' | 'factors'> = {
  items: () => 1,
  run({ f32, f64 }, o, _, n, firstBatch) {
    const rows = n * o.positions
    const items = rowItems(rows, o.channels)
    const { channels } = o
    const [sums, stats, factors] = [o.sums / 8, o.stats / 4, o.factors / 4]
    const keep = firstBatch ? 0 : 1
    for (let c = 0; c < channels; c++) {
      let sum = 0
      let product = 0
      for (let item = 0; item < items; item++) {
        sum += f64[sums + item * 2 * channels + c]!
        product += f64[sums + (item * 2 + 1) * channels + c]!
      }
      const inverse = f32[stats + INVERSE * channels + c]!
      const scale = f32[o.weight / 4 + c]! * inverse
      const [dweight, dbias] = [o.dweight / 4 + c, o.dbias / 4 + c]
      f32[dweight] = product * inverse + (keep && f32[dweight]!)
      f32[dbias] = sum + (keep && f32[dbias]!)
      f32[factors + c] = f32[stats + MEAN * channels + c]!
      f32[factors + channels + c] = scale
      f32[factors + 2 * channels + c] = (-scale * inverse * inverse * product) / rows
      f32[factors + 3 * channels + c] = (-scale * sum) / rows
    }
  },
}

/** Backward's second pass; dz may be g. */
export const normBackward: Kind<'g' | 'z' | 'dz' | 'factors' | 'positions' | 'channels'> = {
  items: (o, n) => rowItems(n * o.positions, o.channels),
  run({ kernels }, o, item, n) {
    const [first, rows] = rowsOf(item, n * o.positions, o.channels)
    const at = first * o.channels * FLOAT
    kernels.normBackward(o.g + at, o.z + at, o.dz + at, o.factors, rows, o.channels / 4)
  },
}
