/** Activations other than ReLU, element by element. */

import { FLOAT, type Kind } from '../../engine/wasm/kinds/kind'
import { OTHER_ACTIVATIONS } from './functions'

/** Of each picture, `size` values; `of` is the place in `OTHER_ACTIVATIONS`. */
const activate: Kind<'x' | 'y' | 'size' | 'of'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const at = n * o.size * FLOAT
    kernels[OTHER_ACTIVATIONS[o.of]!](o.x + at, o.y + at, o.size * FLOAT)
  },
}
/** Multiplies g by the slope at x. */
const activateBackward: Kind<'g' | 'x' | 'size' | 'of'> = {
  items: (_, n) => n,
  run({ kernels }, o, n) {
    const at = n * o.size * FLOAT
    kernels[`${OTHER_ACTIVATIONS[o.of]!}Backward`](o.g + at, o.x + at, o.size * FLOAT)
  },
}

export const activation = { activate, activateBackward }
