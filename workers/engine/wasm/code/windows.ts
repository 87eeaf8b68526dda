/** Windows over single channels, a line of positions and a tap of the window at a time; lengths as in `loops.ts`. */
import { type Finished, i32, type Local, Routine, set, step, times, v } from './assembler'

/** `y[p] += x[p] w` for `count` positions `xStep` and `yStep` bytes apart: a depthwise convolution, or with x and y exchanged its input gradient. */
function tapLine(): Finished {
  const f = new Routine('tapLine')
  const [x, xStep, w, y, yStep, count, quads] = Array.from({ length: 7 }, () => f.param()) as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local],
  ]
  const [quad, px, pw, py] = [f.local(), f.local(), f.local(), f.local()]
  return f.body(
    times(
      count,
      count.get,
      ...[set(px, x.get), set(pw, w.get), set(py, y.get)],
      times(
        quad,
        quads.get,
        v.store(py.get, v.add(v.load(py.get), v.mul(v.load(px.get), v.load(pw.get)))),
        ...[px, pw, py].map((pointer) => step(pointer, 16)),
      ),
      step(x, xStep.get),
      step(y, yStep.get),
    ),
  )
}

/** `dw += sum over p of x[p] dy[p]`, x `xStep` bytes apart, dy behind one another. */
function tapSums(): Finished {
  const f = new Routine('tapSums')
  const [x, xStep, dy, dw, count, quads] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [quad, row, px, py, line] = [f.local(), f.local(), f.local(), f.local(), f.local()]
  const sum = f.local('v128')
  return f.body(
    set(line, i32.shl(quads.get, i32.of(4))),
    times(
      quad,
      quads.get,
      ...[set(px, x.get), set(py, dy.get), set(sum, v.zero)],
      times(row, count.get, set(sum, v.add(sum.get, v.mul(v.load(px.get), v.load(py.get)))), step(px, xStep.get), step(py, line.get)),
      v.store(dw.get, v.add(v.load(dw.get), sum.get)),
      ...[x, dy, dw].map((pointer) => step(pointer, 16)),
    ),
  )
}

export const windows = (): Finished[] => [tapLine(), tapSums()]
