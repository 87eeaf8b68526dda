/** The head's layers: linear (weights `[out, in]` as torch has them), and what goes element by element. */
import { FLOAT, type Kind } from './kind'

const perPicture = (_: unknown, n: number): number => n

export const linear: Kind<'x' | 'w' | 'b' | 'y' | 'ins' | 'outs'> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.dots(o.x + n * o.ins * FLOAT, o.w, o.b, o.y + n * o.outs * FLOAT, o.ins / 4, o.outs),
}

export const linearInput: Kind<'dy' | 'w' | 'dx' | 'ins' | 'outs'> = {
  items: perPicture,
  run({ kernels }, o, n) {
    kernels.combine(o.dy + n * o.outs * FLOAT, FLOAT, o.w, o.ins * FLOAT, o.outs, o.dx + n * o.ins * FLOAT, o.ins / 4, 0)
  },
}

/** An item is an output's weights and bias. */
export const linearFilter: Kind<'x' | 'dy' | 'dw' | 'db' | 'ins' | 'outs'> = {
  items: (o) => o.outs,
  run({ kernels, f32 }, o, out, n, first) {
    const dy = o.dy + out * FLOAT
    kernels.combine(dy, o.outs * FLOAT, o.x, o.ins * FLOAT, n, o.dw + out * o.ins * FLOAT, o.ins / 4, first ? 0 : 1)
    let sum = first ? 0 : f32[o.db / 4 + out]!
    for (let i = 0; i < n; i++) sum += f32[dy / 4 + i * o.outs]!
    f32[o.db / 4 + out] = sum
  },
}

type Each = 'size'
const bytesOf = (o: Readonly<Record<Each, number>>): number => o.size * FLOAT

export const relu: Kind<'x' | 'y' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.relu(o.x + n * bytesOf(o), o.y + n * bytesOf(o), bytesOf(o)),
}
export const reluBackward: Kind<'g' | 'y' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.reluBackward(o.g + n * bytesOf(o), o.y + n * bytesOf(o), bytesOf(o)),
}
/** `into += b`. */
export const add: Kind<'into' | 'b' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.add(o.into + n * bytesOf(o), o.b + n * bytesOf(o), bytesOf(o)),
}
export const sum: Kind<'a' | 'b' | 'y' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.sum(o.a + n * bytesOf(o), o.b + n * bytesOf(o), o.y + n * bytesOf(o), bytesOf(o)),
}
export const copy: Kind<'x' | 'y' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.copy(o.x + n * bytesOf(o), o.y + n * bytesOf(o), bytesOf(o)),
}
/** `y = a b`, as of dropout's factors. */
export const product: Kind<'a' | 'b' | 'y' | Each> = {
  items: perPicture,
  run: ({ kernels }, o, n) => kernels.product(o.a + n * bytesOf(o), o.b + n * bytesOf(o), o.y + n * bytesOf(o), bytesOf(o)),
}
