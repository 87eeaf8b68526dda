/** The steps of a convolution by Winograd's filtering (see `code/winograd.ts`): weights, tiles, a product at each point, and back. */
import { PANEL } from '../code/products'
import { OUTPUTS, POINTS } from '../code/winograd'
import { type ConvOperand, conv } from './conv'
import { FLOAT, type Kind } from './kind'

/** Weights `[panels, 9, channels, 8]` to `[points, panels, channels, 8]`; `flip` turns the window, as an input gradient needs it. An item is a panel. */
export const winogradWeights: Kind<'w' | 'out' | 'panels' | 'channels' | 'flip' | 'pointBytes'> = {
  items: (o) => o.panels,
  run({ kernels }, o, panel) {
    const bytes = o.channels * PANEL * FLOAT
    const w = o.w + panel * 9 * bytes
    kernels.winogradWeights(o.flip ? w + 8 * bytes : w, o.flip ? -bytes : bytes, o.out + panel * bytes, o.pointBytes, bytes)
  },
}

type Tiles = 'side' | 'channels' | 'pointBytes' | 'offsets'

/** `x` to `[points, pictures, tiles, channels]`, `side` tiles a line. An item is a line of a picture's tiles. */
export const winogradInput: Kind<'x' | 'xBytes' | 'zeros' | 'out' | Tiles> = {
  items: (o, n) => n * o.side,
  run({ kernels }, o, item) {
    const [picture, line] = [Math.floor(item / o.side), item % o.side]
    const offsets = o.offsets + line * o.side * POINTS * 4
    const out = o.out + item * o.side * o.channels * FLOAT
    kernels.winogradInput(o.x + picture * o.xBytes, offsets, o.zeros, out, o.pointBytes, o.side, o.channels / 4)
  },
}

/** A convolution's product at each of the points, whose arrays lie so many bytes apart. */
export const winogradProduct: Kind<ConvOperand | 'xPoint' | 'yPoint' | 'weightPoint'> = {
  items: (o, n) => POINTS * conv.items(o, n),
  scratch: (o, n) => conv.scratch!(o, n),
  run(thread, o, item, n, first) {
    const each = conv.items(o, n)
    const point = Math.floor(item / each)
    const at = { x: o.x + point * o.xPoint, y: o.y + point * o.yPoint, weights: o.weights + point * o.weightPoint }
    conv.run(thread, { ...o, ...at }, item % each, n, first)
  },
}

/** Points to `y = relu(sum scale + shift + residual)`, or with `accumulate` `y += sum`; scale 0 leaves all of that out. Items as of `winogradInput`. */
export const winogradOutput: Kind<'from' | 'y' | 'yBytes' | 'outSide' | 'accumulate' | 'scale' | 'shift' | 'residual' | 'relu' | Tiles> = {
  items: (o, n) => n * o.side,
  scratch: (o) => o.channels * FLOAT,
  run({ kernels, scratch }, o, item) {
    const [picture, line] = [Math.floor(item / o.side), item % o.side]
    const row = o.channels * FLOAT
    const from = o.from + item * o.side * row
    const offsets = o.offsets + line * o.side * OUTPUTS ** 2 * 4
    kernels.winogradOutput(from, o.pointBytes, o.y + picture * o.yBytes, offsets, scratch, o.side, o.channels / 4, o.accumulate)
    if (!o.scale) return
    const at = picture * o.yBytes + line * OUTPUTS * o.outSide * row
    const places = Math.min(OUTPUTS, o.outSide - line * OUTPUTS) * o.outSide
    kernels.affine(o.y + at, o.y + at, o.scale, o.shift, o.residual && o.residual + at, places, o.channels / 4, o.relu)
  },
}
