/** A convolution, or one group of its channels, as a list of runs for each position: forward, and for its input gradient. */
import type { WindowShape } from '../../../model/window'
import type { ConvLayer } from '../../../operations/conv/facts'
import { PIXEL_CHANNELS } from './layout'

/** Floats of a run at most, and of the runs that go through the cache together: weights of 8 outputs then take 8 to 12 KB of its nearest part. */
const RUN_FLOATS = 256
const GROUP_FLOATS = 320
/** Pictures of at most so many places have those of one place behind one another: most of their tiles leave taps out. */
const BY_PLACE = 64
const FLOAT = 4

export interface Runs {
  /** `[positions, runs]`: bytes from the picture's start, -1 outside. */
  readonly offsets: Int32Array<ArrayBuffer>
  /** `[positions]`: bytes of the output from its picture's start. */
  readonly outputs: Int32Array<ArrayBuffer>
  readonly positions: number
  readonly runs: number
  readonly runBytes: number
  readonly group: number
  readonly byPlace: 0 | 1
}

export interface ConvShape {
  /** With the channels of one group; its padding is the zeros before. */
  readonly layer: ConvLayer & WindowShape
  readonly groups: number
  /** Whether it reads pixels, which have a margin of zeros and a fourth channel. */
  readonly first: boolean
  /** Of the pixels, at least as wide as what it lays around them; 0 of what is no picture. */
  readonly margin: number
  /** Heights; where it goes over a window, widths too. */
  readonly inSide: number
  readonly outSide: number
  readonly inWidth: number
  readonly outWidth: number
}

/** Channels in runs of at most `RUN_FLOATS`, a multiple of 4. */
function chunksOf(channels: number): number {
  let chunks = Math.ceil(channels / RUN_FLOATS)
  while (channels % (4 * chunks)) chunks++
  return chunks
}

function finished(offsets: number[], outputs: number[], runs: number, floats: number): Runs {
  const blocks = Math.ceil(runs / Math.max(1, Math.floor(GROUP_FLOATS / floats)))
  const positions = outputs.length
  return {
    offsets: Int32Array.from(offsets),
    outputs: Int32Array.from(outputs),
    positions,
    runs,
    runBytes: floats * FLOAT,
    group: Math.ceil(runs / blocks),
    byPlace: positions <= BY_PLACE ? 1 : 0,
  }
}

/** What a convolution reads for each of its outputs. */
export function forwardRuns({ layer, groups, first, margin, inSide, outSide, inWidth, outWidth }: ConvShape): Runs {
  const { kernel, stride, padding, inChannels, outChannels } = layer
  const offsets: number[] = []
  const outputs: number[] = []
  const chunks = first ? 1 : chunksOf(inChannels)
  const floats = first ? kernel * PIXEL_CHANNELS : inChannels / chunks
  for (let y = 0; y < outSide; y++) {
    for (let x = 0; x < outWidth; x++) {
      outputs.push((y * outWidth + x) * groups * outChannels * FLOAT)
      for (let kh = 0; kh < kernel; kh++) {
        if (first) {
          const [iy, ix] = [y * stride + kh + margin - padding, x * stride + margin - padding]
          offsets.push((iy * (inWidth + 2 * margin) + ix) * PIXEL_CHANNELS * FLOAT)
          continue
        }
        for (let kw = 0; kw < kernel; kw++) {
          const [iy, ix] = [y * stride + kh - padding, x * stride + kw - padding]
          const inside = iy >= 0 && iy < inSide && ix >= 0 && ix < inWidth
          for (let chunk = 0; chunk < chunks; chunk++)
            offsets.push(inside ? ((iy * inWidth + ix) * groups * inChannels + chunk * floats) * FLOAT : -1)
        }
      }
    }
  }
  return finished(offsets, outputs, first ? kernel : kernel * kernel * chunks, floats)
}

/**
 * What the gradient of each input is summed of. With a stride, inputs that the same taps meet lie behind one another: tiles leave out those that meet none
 * of theirs, so that the work is the forward's.
 */
export function backwardRuns({ layer, groups, inSide, outSide, inWidth, outWidth }: ConvShape): Runs {
  const { kernel, stride, padding, inChannels, outChannels } = layer
  const offsets: number[] = []
  const outputs: number[] = []
  const chunks = chunksOf(outChannels)
  const floats = outChannels / chunks
  const along = (size: number) =>
    Array.from({ length: stride }, (_, phase) => Array.from({ length: Math.ceil((size - phase) / stride) }, (_, i) => phase + i * stride))
  for (const ys of along(inSide)) {
    for (const xs of along(inWidth)) {
      for (const iy of ys) {
        for (const ix of xs) {
          outputs.push((iy * inWidth + ix) * groups * inChannels * FLOAT)
          for (let kh = 0; kh < kernel; kh++) {
            for (let kw = 0; kw < kernel; kw++) {
              const [y, x] = [(iy + padding - kh) / stride, (ix + padding - kw) / stride]
              const inside = Number.isInteger(y) && Number.isInteger(x) && y >= 0 && y < outSide && x >= 0 && x < outWidth
              for (let chunk = 0; chunk < chunks; chunk++)
                offsets.push(inside ? ((y * outWidth + x) * groups * outChannels + chunk * floats) * FLOAT : -1)
            }
          }
        }
      }
    }
  }
  return finished(offsets, outputs, kernel * kernel * chunks, floats)
}
