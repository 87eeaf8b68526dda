/** A map times one value for each channel of its picture, or for each place: an item is a picture. */
import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'

/** `y = x by`; y may be x. `zeros` has a row of them. */
const scale: Kind<'x' | 'by' | 'y' | 'zeros' | 'positions' | 'channels'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const [row, at] = [o.channels * FLOAT, n * o.positions * o.channels * FLOAT]
    kernels.affine(o.x + at, o.y + at, o.by + n * row, o.zeros, 0, o.positions, o.channels / 4, 0)
  },
}

/** The gradient by those values: sums of g x over a channel's places. */
const scaleSums: Kind<'x' | 'g' | 'dby' | 'positions' | 'channels'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const [row, at] = [o.channels * FLOAT, n * o.positions * o.channels * FLOAT]
    kernels.fill(o.dby + n * row, row, 0)
    kernels.tapSums(o.x + at, row, o.g + at, o.dby + n * row, o.positions, o.channels / 4)
  },
}

/** `y = x by` with one value for each place, the first of `step` channels; y may be x. */
const scalePlaces: Kind<'x' | 'by' | 'y' | 'positions' | 'channels' | 'step'> = {
  items: (_, n) => n,
  run({ f32 }, { x, by, y, positions, channels, step }, n) {
    const [first, factors, to] = [x, by, y].map((address) => address / FLOAT) as [number, number, number]
    for (let place = n * positions; place < (n + 1) * positions; place++) {
      const factor = f32[factors + place * step]!
      for (let i = place * channels, end = i + channels; i < end; i++) f32[to + i] = f32[first + i]! * factor
    }
  },
}

/** The gradient by those values: sums of g x over a place's channels; zeros beside them. */
const scalePlacesSums: Kind<'x' | 'g' | 'dby' | 'positions' | 'channels' | 'step'> = {
  items: (_, n) => n,
  run({ f32 }, { x, g, dby, positions, channels, step }, n) {
    const [first, given, to] = [x, g, dby].map((address) => address / FLOAT) as [number, number, number]
    for (let place = n * positions; place < (n + 1) * positions; place++) {
      let sum = 0
      for (let i = place * channels, end = i + channels; i < end; i++) sum += f32[given + i]! * f32[first + i]!
      f32.fill(0, to + place * step, to + (place + 1) * step)
      f32[to + place * step] = sum
    }
  },
}

export const mul = { scale, scaleSums, scalePlaces, scalePlacesSums }
