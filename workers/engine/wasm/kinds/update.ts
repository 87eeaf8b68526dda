/** The optimizer over the arena of parameters, in pieces that lie in one parameter each. */
import { AVERAGE, GROUP_SCALARS, SCALARS } from '../control'
import { FLOAT, type Kind } from './kind'

/** Most floats of a piece. */
export const PIECE = 16384
/** A piece in the table: its offset in floats, its floats, its group of scalars. */
export const PIECE_WORDS = 3

type Pieces = 'table' | 'pieces'
type Arenas = 'params' | 'grads' | 'first' | 'second' | 'ema'

/** Adam and AdamW, and the moving average (0 for none) of what came out. */
export const adam: Kind<Pieces | Arenas> = {
  items: (o) => o.pieces,
  run({ kernels, i32, f64 }, o, item) {
    const [at, bytes, group] = pieceOf(i32, o.table, item)
    const scalars = f64.subarray(SCALARS + group * GROUP_SCALARS, SCALARS + (group + 1) * GROUP_SCALARS)
    kernels.adam(o.params + at, o.grads + at, o.first + at, o.second + at, bytes, ...scalars)
    if (o.ema) kernels.average(o.ema + at, o.params + at, bytes, f64[AVERAGE]!, 1 - f64[AVERAGE]!)
  },
}

export const sgd: Kind<Pieces | Exclude<Arenas, 'second'>> = {
  items: (o) => o.pieces,
  run({ kernels, i32, f64 }, o, item) {
    const [at, bytes, group] = pieceOf(i32, o.table, item)
    const [scale, decay, momentum, rate, ahead] = f64.subarray(SCALARS + group * GROUP_SCALARS)
    kernels.sgd(o.params + at, o.grads + at, o.first + at, bytes, ahead!, scale!, decay!, momentum!, rate!)
    if (o.ema) kernels.average(o.ema + at, o.params + at, bytes, f64[AVERAGE]!, 1 - f64[AVERAGE]!)
  },
}

/** The moving average of running statistics. */
export const average: Kind<'into' | 'value' | 'bytes'> = {
  items: () => 1,
  run: ({ kernels, f64 }, o) => kernels.average(o.into, o.value, o.bytes, f64[AVERAGE]!, 1 - f64[AVERAGE]!),
}

/** Squares of the gradient, summed for each piece: f64 `[pieces]`. */
export const squares: Kind<Pieces | 'grads' | 'out'> = {
  items: (o) => o.pieces,
  run({ kernels, i32 }, o, item) {
    const [at, bytes] = pieceOf(i32, o.table, item)
    kernels.sumSquares(o.grads + at, bytes, o.out + item * 8)
  },
}

function pieceOf(i32: Int32Array, table: number, item: number): readonly [number, number, number] {
  const at = table / 4 + item * PIECE_WORDS
  return [i32[at]! * FLOAT, i32[at + 1]! * FLOAT, i32[at + 2]!]
}
