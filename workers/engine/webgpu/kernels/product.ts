/** Products of a tensor by another of its shape, or by one value for each of its channels; four values an invocation. */
import { grid1d, kernel, over, read, write } from '../kernel'

/** Values a picture, multiples of 4: the factors' are as many, or one for each channel. */
export interface ProductShape {
  readonly size: number
  readonly bySize: number
}

/** Of the i-th vec4 the one that it is multiplied by. */
const factorOf = ({ size, bySize }: ProductShape): string =>
  size === bySize ? 'i' : `i / ${size / 4}u * ${bySize / 4}u + i % ${bySize / 4}u`

const nameOf = ({ size, bySize }: ProductShape): string => `${size} by ${bySize}`

export function product(shape: ProductShape) {
  return kernel({
    name: `product ${nameOf(shape)}`,
    bindings: { x: read(), by: read(), y: write() },
    code: over(`step.n * ${shape.size / 4}u`, `y[i] = x[i] * by[${factorOf(shape)}];`),
    grid: (n) => grid1d((n * shape.size) / 4),
  })
}

/** g *= by. */
export function productInto(shape: ProductShape) {
  return kernel({
    name: `product-into ${nameOf(shape)}`,
    bindings: { by: read(), g: write() },
    code: over(`step.n * ${shape.size / 4}u`, `g[i] *= by[${factorOf(shape)}];`),
    grid: (n) => grid1d((n * shape.size) / 4),
  })
}

/** The gradient by the factors: y = sum of g * x over a channel's pixels. */
export function productSums(shape: ProductShape) {
  const [quads, all] = [shape.bySize / 4, shape.size / 4]
  return kernel({
    name: `product-sums ${nameOf(shape)}`,
    bindings: { g: read(), x: read(), y: write() },
    code: over(
      `step.n * ${quads}u`,
      /* wgsl */ `let base = i / ${quads}u * ${all}u + i % ${quads}u;
  var sum = vec4f(0);
  for (var p = 0u; p < ${all}u; p += ${quads}u) { sum = fma(g[base + p], x[base + p], sum); }
  y[i] = sum;`,
      16,
    ),
    grid: (n) => grid1d(n * quads, 16),
  })
}
