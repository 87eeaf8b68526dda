/** The class token taken out of all tokens, and the gradient; an item is a picture. */
import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'

const perPicture = (_: unknown, n: number): number => n
const rowOf = (o: { readonly channels: number }): number => o.channels * FLOAT

const firstToken: Kind<'x' | 'y' | 'tokens' | 'channels'> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.copy(o.x + n * o.tokens * rowOf(o), o.y + n * rowOf(o), rowOf(o)),
}

const firstTokenBackward: Kind<'dy' | 'dx' | 'tokens' | 'channels'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    const row = rowOf(o)
    const dx = o.dx + n * o.tokens * row
    kernels.copy(o.dy + n * row, dx, row)
    kernels.fill(dx + row, (o.tokens - 1) * row, 0)
  },
}

export const classtoken = { firstToken, firstTokenBackward }
