/** Sums of whole tensors, and a copy of one; four values an invocation. */
import { grid1d, kernel, over, read, write } from '../kernel'

/** y = a + b. @param size values a picture, a multiple of 4 */
export function sum(size: number) {
  return kernel({
    name: `sum ${size}`,
    bindings: { a: read(), b: read(), y: write() },
    code: over(`step.n * ${size / 4}u`, 'y[i] = a[i] + b[i];'),
    grid: (n) => grid1d((n * size) / 4),
  })
}

/** into += g. */
export function addInto(size: number) {
  return kernel({
    name: `add-into ${size}`,
    bindings: { g: read(), into: write() },
    code: over(`step.n * ${size / 4}u`, 'into[i] += g[i];'),
    grid: (n) => grid1d((n * size) / 4),
  })
}

export function copy(size: number) {
  return kernel({
    name: `copy ${size}`,
    bindings: { x: read(), y: write() },
    code: over(`step.n * ${size / 4}u`, 'y[i] = x[i];'),
    grid: (n) => grid1d((n * size) / 4),
  })
}
