/** Convolutions in which each channel sees itself alone, weights `[taps, channels]`, and their gradients. */
import { FLOAT, type Kind } from './kind'
import { lineOf, lines, type Window } from './window'

const perPicture = (_: unknown, n: number): number => n

/** `y = relu(conv(x) scale + shift + residual)`; scale 0 leaves all of that out, residual 0 that alone. An item is a picture. */
export const depthwise: Kind<'x' | 'w' | 'y' | 'scale' | 'shift' | 'residual' | 'relu' | Window> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const [row, quads, places] = [o.channels * FLOAT, o.channels / 4, o.outSide ** 2]
    const at = n * places * row
    const [x, y] = [o.x + n * o.inSide ** 2 * row, o.y + at]
    kernels.fill(y, places * row, 0)
    lines(o, (line, { from, count, inLine, inFrom }, tap) => {
      const source = x + (inLine * o.inSide + inFrom) * row
      kernels.tapLine(source, o.stride * row, o.w + tap * row, y + (line * o.outSide + from) * row, row, count, quads)
    })
    if (o.scale) kernels.affine(y, y, o.scale, o.shift, o.residual && o.residual + at, places, quads, o.relu)
  },
}

/** Adds to what is there with `accumulate`. */
export const depthwiseInput: Kind<'dy' | 'w' | 'dx' | 'accumulate' | Window> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = o.channels * FLOAT
    const [dx, dy] = [o.dx + n * o.inSide ** 2 * row, o.dy + n * o.outSide ** 2 * row]
    if (!o.accumulate) kernels.fill(dx, o.inSide ** 2 * row, 0)
    lines(o, (line, { from, count, inLine, inFrom }, tap) => {
      const target = dx + (inLine * o.inSide + inFrom) * row
      kernels.tapLine(dy + (line * o.outSide + from) * row, row, o.w + tap * row, target, o.stride * row, count, o.channels / 4)
    })
  },
}

/** An item is a tap. */
export const depthwiseFilter: Kind<'x' | 'dy' | 'dw' | Window> = {
  items: (o) => o.kernel ** 2,
  run({ kernels }, o, tap, n, first) {
    const row = o.channels * FLOAT
    const dw = o.dw + tap * row
    if (first) kernels.fill(dw, row, 0)
    for (let picture = 0; picture < n; picture++) {
      for (let line = 0; line < o.outSide; line++) {
        const part = lineOf(o, line, tap)
        if (!part) continue
        const x = o.x + ((picture * o.inSide + part.inLine) * o.inSide + part.inFrom) * row
        const dy = o.dy + ((picture * o.outSide + line) * o.outSide + part.from) * row
        kernels.tapSums(x, o.stride * row, dy, dw, part.count, o.channels / 4)
      }
    }
  },
}
