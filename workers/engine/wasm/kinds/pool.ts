/** Pixels in, max pooling, the average over all places, and their gradients: an item is a picture. */
import { FLOAT, type Kind } from './kind'
import { lines, type Window } from './window'

const perPicture = (_: unknown, n: number): number => n

/** Bytes `[n, size, size, 3]` to normalised floats of four channels, the last 0, inside a margin of `margin` zeros. Constants: 3 means, 3 deviations. */
export const pixels: Kind<'bytes' | 'x' | 'size' | 'margin' | 'constants'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const side = o.size + 2 * o.margin
    for (let line = 0; line < o.size; line++) {
      const to = o.x + ((n * side + line + o.margin) * side + o.margin) * 4 * FLOAT
      kernels.pixelLine(o.bytes + (n * o.size + line) * o.size * 3, to, o.size, o.constants)
    }
  },
}

/** The first of equal maxima counts; `taps` says which, as f32. */
export const maxPool: Kind<'x' | 'y' | 'taps' | Window> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = o.channels * FLOAT
    const y = o.y + n * o.outSide ** 2 * row
    const taps = o.taps + n * o.outSide ** 2 * row
    kernels.fill(y, o.outSide ** 2 * row, Number.NEGATIVE_INFINITY)
    lines(o, (line, { inLine, from, inFrom, count }, tap) => {
      const at = (line * o.outSide + from) * row
      const x = o.x + ((n * o.inSide + inLine) * o.inSide + inFrom) * row
      kernels.poolLine(x, y + at, taps + at, count, o.stride * row, o.channels / 4, tap)
    })
  },
}

export const maxPoolBackward: Kind<'dx' | 'dy' | 'taps' | Window> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = o.channels * FLOAT
    const dx = o.dx + n * o.inSide ** 2 * row
    kernels.fill(dx, o.inSide ** 2 * row, 0)
    lines(o, (line, { inLine, from, inFrom, count }, tap) => {
      const at = ((n * o.outSide + line) * o.outSide + from) * row
      kernels.poolLineBackward(dx + (inLine * o.inSide + inFrom) * row, o.dy + at, o.taps + at, count, o.stride * row, o.channels / 4, tap)
    })
  },
}

/** The mean over places; `share` is the address of 1 / places. */
export const average: Kind<'x' | 'y' | 'positions' | 'channels' | 'share'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = o.channels * FLOAT
    kernels.combine(o.share, 0, o.x + n * o.positions * row, row, o.positions, o.y + n * row, o.channels / 4, 0)
  },
}

export const averageBackward: Kind<'dx' | 'dy' | 'positions' | 'channels'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = o.channels * FLOAT
    kernels.spread(o.dy + n * row, o.dx + n * o.positions * row, o.positions, o.channels / 4, 1 / o.positions)
  },
}
