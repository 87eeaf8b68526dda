/** The steps of a convolution by Winograd's filtering (see `code/winograd.ts`): weights, tiles, a product at each point, and back. */
import { PANEL } from '../code/products'
import { INPUTS, OUTPUTS, POINTS } from '../code/winograd'
import { type ConvOperand, conv, convFilter, type FilterOperand } from './conv'
import { FLOAT, type Kind, type Thread } from './kind'

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

type ToPoints = 'x' | 'xBytes' | 'zeros' | 'out' | Tiles

/** Of `places` x `places` each. */
const toPoints = (places: number, kernel: (thread: Thread) => (...args: number[]) => void): Kind<ToPoints> => ({
  items: (o, n) => n * o.side,
  run(thread, o, item) {
    const [picture, line] = [Math.floor(item / o.side), item % o.side]
    const offsets = o.offsets + line * o.side * places ** 2 * 4
    const out = o.out + item * o.side * o.channels * FLOAT
    kernel(thread)(o.x + picture * o.xBytes, offsets, o.zeros, out, o.pointBytes, o.side, o.channels / 4)
  },
})

/** `x` to `[points, pictures, tiles, channels]`, `side` tiles a line. An item is a line of a picture's tiles. */
export const winogradInput = toPoints(INPUTS, ({ kernels }) => kernels.winogradInput)
/** The same of an output's gradient, for the gradient by the weights. */
export const winogradGradient = toPoints(OUTPUTS, ({ kernels }) => kernels.winogradGradient)

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

/** A filter gradient's product at each of the points, anew in each step: `out` `[points, panels, channels, 8]`. */
export const winogradFilterProduct: Kind<FilterOperand | 'xPoint' | 'yPoint' | 'outPoint'> = {
  items: (o, n) => POINTS * convFilter.items(o, n),
  scratch: (o, n) => convFilter.scratch!(o, n),
  run(thread, o, item, n) {
    const each = convFilter.items(o, n)
    const point = Math.floor(item / each)
    const at = { x: o.x + point * o.xPoint, dy: o.dy + point * o.yPoint, out: o.out + point * o.outPoint }
    convFilter.run(thread, { ...o, ...at }, item % each, n, true)
  },
}

/** Those sums to the weights' gradient `[panels, 9, channels, 8]`. An item is a panel. */
export const winogradFilter: Kind<'from' | 'out' | 'panels' | 'channels' | 'pointBytes'> = {
  items: (o) => o.panels,
  run({ kernels }, o, panel, _, first) {
    const bytes = o.channels * PANEL * FLOAT
    kernels.winogradFilter(o.from + panel * bytes, o.pointBytes, o.out + panel * 9 * bytes, bytes, bytes, first ? 0 : 1)
  },
}
