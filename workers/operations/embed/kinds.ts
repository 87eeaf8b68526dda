/** Patches to tokens with their positions, and their gradients. */
import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'

const perPicture = (_: unknown, n: number): number => n
const rowOf = (o: { readonly channels: number }): number => o.channels * FLOAT

/** `out = table positions` for a grid of other patches: `table` `[rows, sources]`. An item is a row. */
const positions: Kind<'table' | 'positions' | 'out' | 'rows' | 'sources' | 'channels'> = {
  items: (o) => o.rows,
  run({ kernels }, o, row) {
    const weights = o.table + row * o.sources * FLOAT
    kernels.combine(weights, FLOAT, o.positions, rowOf(o), o.sources, o.out + row * rowOf(o), o.channels / 4, 0)
  },
}

/** `y = (class token, patches) + positions`. */
const tokens: Kind<'x' | 'cls' | 'positions' | 'y' | 'tokens' | 'channels'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = rowOf(o)
    const rest = (o.tokens - 1) * row
    const y = o.y + n * o.tokens * row
    kernels.sum(o.cls, o.positions, y, row)
    kernels.sum(o.x + n * rest, o.positions + row, y + row, rest)
  },
}

/** The gradient by the patches. */
const embedBackward: Kind<'dy' | 'dx' | 'tokens' | 'channels'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = rowOf(o)
    const rest = (o.tokens - 1) * row
    kernels.copy(o.dy + n * o.tokens * row + row, o.dx + n * rest, rest)
  },
}

/**
 * `out` = the sum over pictures for each of the first `count` tokens, added to what is there where gradients accumulate and `adds`. `one` is the address of
 * 1. An item is a token.
 */
const tokenSums: Kind<'dy' | 'out' | 'tokens' | 'count' | 'channels' | 'one' | 'adds'> = {
  items: (o) => o.count,
  run({ kernels }, o, token, n, first) {
    const row = rowOf(o)
    const accumulate = o.adds && !first ? 1 : 0
    kernels.combine(o.one, 0, o.dy + token * row, o.tokens * row, n, o.out + token * row, o.channels / 4, accumulate)
  },
}

/** The gradient by the embedding of another grid: `out = table^T sums`. An item is one of its rows. */
const positionsBackward: Kind<'table' | 'sums' | 'out' | 'rows' | 'sources' | 'channels'> = {
  items: (o) => o.sources,
  run({ kernels }, o, source, _, first) {
    const [row, weights] = [rowOf(o), o.table + source * FLOAT]
    kernels.combine(weights, o.sources * FLOAT, o.sums, row, o.rows, o.out + source * row, o.channels / 4, first ? 0 : 1)
  },
}

export const embed = { positions, embed: tokens, embedBackward, tokenSums, positionsBackward }
