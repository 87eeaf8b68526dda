/** A map times one value for each channel of its picture: an item is a picture. */
import { FLOAT, type Kind } from './kind'

/** `y = x by`; y may be x. `zeros` has a row of them. */
export const scale: Kind<'x' | 'by' | 'y' | 'zeros' | 'positions' | 'channels'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const [row, at] = [o.channels * FLOAT, n * o.positions * o.channels * FLOAT]
    kernels.affine(o.x + at, o.y + at, o.by + n * row, o.zeros, 0, o.positions, o.channels / 4, 0)
  },
}

/** The gradient by those values: sums of g x over a channel's places. */
export const scaleSums: Kind<'x' | 'g' | 'dby' | 'positions' | 'channels'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const [row, at] = [o.channels * FLOAT, n * o.positions * o.channels * FLOAT]
    kernels.fill(o.dby + n * row, row, 0)
    kernels.tapSums(o.x + at, row, o.g + at, o.dby + n * row, o.positions, o.channels / 4)
  },
}
