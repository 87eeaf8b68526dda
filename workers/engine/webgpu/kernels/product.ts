/** Products of a tensor by another of its shape, by one value for each of its channels, or by one for each of its places; four values an invocation. */
import { grid1d, kernel, over, read, write } from '../kernel'

/** Values a picture, multiples of 4: the factors' are as many, or one for each channel, or four for each place, of which the first counts. */
export interface ProductShape {
  readonly size: number
  readonly bySize: number
  readonly byPlaces?: boolean
}

/** WGSL: what the i-th vec4 is multiplied by. */
function factorOf({ size, bySize, byPlaces = false }: ProductShape): string {
  if (byPlaces) return `by[i / ${size / bySize}u].x`
  return size === bySize ? 'by[i]' : `by[i / ${size / 4}u * ${bySize / 4}u + i % ${bySize / 4}u]`
}

const nameOf = ({ size, bySize, byPlaces = false }: ProductShape): string =>
  size === bySize ? `${size} each` : `${size} by ${bySize}${byPlaces ? ' places' : ''}`

export function product(shape: ProductShape) {
  return kernel({
    name: `product ${nameOf(shape)}`,
    bindings: { x: read(), by: read(), y: write() },
    code: over(`step.n * ${shape.size / 4}u`, `y[i] = x[i] * ${factorOf(shape)};`),
    grid: (n) => grid1d((n * shape.size) / 4),
  })
}

/** g *= by. */
export function productInto(shape: ProductShape) {
  return kernel({
    name: `product-into ${nameOf(shape)}`,
    bindings: { by: read(), g: write() },
    code: over(`step.n * ${shape.size / 4}u`, `g[i] *= ${factorOf(shape)};`),
    grid: (n) => grid1d((n * shape.size) / 4),
  })
}

/** The gradient by the factors: y = sum of g * x over a channel's pixels, or over a place's channels. */
export function productSums(shape: ProductShape) {
  if (shape.byPlaces) return placeSums(shape)
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

function placeSums(shape: ProductShape) {
  const quads = shape.size / shape.bySize
  return kernel({
    name: `product-sums ${nameOf(shape)}`,
    bindings: { g: read(), x: read(), y: write() },
    code: over(
      `step.n * ${shape.bySize / 4}u`,
      /* wgsl */ `let base = i * ${quads}u;
  var sum = 0.0;
  for (var q = 0u; q < ${quads}u; q++) { sum += dot(g[base + q], x[base + q]); }
  y[i] = vec4f(sum, 0, 0, 0);`,
    ),
    grid: (n) => grid1d((n * shape.bySize) / 4),
  })
}
