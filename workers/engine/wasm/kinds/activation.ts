/** Activations other than ReLU, element by element. */
import { OTHER_ACTIVATIONS } from '../../../model/activations'
import { FLOAT, type Kind } from './kind'

/** Of each picture, `size` values; `of` is the place in `OTHER_ACTIVATIONS`. */
export const activate: Kind<'x' | 'y' | 'size' | 'of'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const at = n * o.size * FLOAT
    kernels[OTHER_ACTIVATIONS[o.of]!](o.x + at, o.y + at, o.size * FLOAT)
  },
}
/** Multiplies g by the slope at x. */
export const activateBackward: Kind<'g' | 'x' | 'size' | 'of'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const at = n * o.size * FLOAT
    kernels[`${OTHER_ACTIVATIONS[o.of]!}Backward`](o.g + at, o.x + at, o.size * FLOAT)
  },
}
