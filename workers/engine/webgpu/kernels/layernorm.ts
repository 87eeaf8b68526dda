/** LayerNorm: each place by the mean and variance of its own channels. A thread has a place; the gradients by weight and bias are summed in groups of places. */
import { grid1d, kernel, over, read, write } from '../kernel'

/** Places a picture, and channels, a multiple of 4. */
export interface LayerNormShape {
  readonly places: number
  readonly channels: number
  readonly eps: number
}

const nameOf = ({ places, channels }: LayerNormShape): string => `${places}x${channels}`

/** Declares `mean` and `inverse` (1 / deviation) of the row of x that begins at `row`. */
const statistics = (quads: number, eps: number): string => /* wgsl */ `var total = vec4f(0);
  for (var q = 0u; q < ${quads}u; q++) { total += x[row + q]; }
  let mean = (total.x + total.y + total.z + total.w) / ${4 * quads}.0;
  var square = vec4f(0);
  for (var q = 0u; q < ${quads}u; q++) { let d = x[row + q] - mean; square = fma(d, d, square); }
  let inverse = 1.0 / sqrt((square.x + square.y + square.z + square.w) / ${4 * quads}.0 + ${eps});`

/** `y = (x - mean) / deviation weight + bias`, each place by its own channels. */
export function layerNorm(shape: LayerNormShape) {
  const quads = shape.channels / 4
  return kernel({
    name: `layer-norm ${nameOf(shape)}`,
    bindings: { x: read(), weight: read(), bias: read(), y: write() },
    code: over(
      `step.n * ${shape.places}u`,
      /* wgsl */ `let row = i * ${quads}u;
  ${statistics(quads, shape.eps)}
  for (var q = 0u; q < ${quads}u; q++) { y[row + q] = fma((x[row + q] - mean) * inverse, weight[q], bias[q]); }`,
      16,
    ),
    grid: (n) => grid1d(n * shape.places, 16),
  })
}

/** The gradient by x in g's place, which is that by y; `stats` are those of `layerNormStatistics`. */
export function layerNormGradient(shape: LayerNormShape) {
  const quads = shape.channels / 4
  return kernel({
    name: `layer-norm-gradient ${nameOf(shape)}`,
    bindings: { x: read(), weight: read(), stats: read('f32'), g: write() },
    code: over(
      `step.n * ${shape.places}u`,
      /* wgsl */ `let row = i * ${quads}u;
  let mean = stats[2u * i];
  let inverse = stats[2u * i + 1u];
  var sums = vec4f(0);
  var products = vec4f(0);
  for (var q = 0u; q < ${quads}u; q++) {
    let d = g[row + q] * weight[q];
    sums += d;
    products = fma(d, (x[row + q] - mean) * inverse, products);
  }
  let a = (sums.x + sums.y + sums.z + sums.w) / ${shape.channels}.0;
  let b = (products.x + products.y + products.z + products.w) / ${shape.channels}.0;
  for (var q = 0u; q < ${quads}u; q++) {
    g[row + q] = (g[row + q] * weight[q] - a - (x[row + q] - mean) * inverse * b) * inverse;
  }`,
      16,
    ),
    grid: (n) => grid1d(n * shape.places, 16),
  })
}

/** Statistics of each place, `stats[place]` = (mean, 1 / deviation), for the gradients. */
export function layerNormStatistics(shape: LayerNormShape) {
  const quads = shape.channels / 4
  return kernel({
    name: `layer-norm-statistics ${nameOf(shape)}`,
    bindings: { x: read(), stats: write('f32') },
    code: over(
      `step.n * ${shape.places}u`,
      /* wgsl */ `let row = i * ${quads}u;
  ${statistics(quads, shape.eps)}
  stats[2u * i] = mean;
  stats[2u * i + 1u] = inverse;`,
      16,
    ),
    grid: (n) => grid1d(n * shape.places, 16),
  })
}

/** Of `groups` parts of all places: `partial[group][quad]` = the gradients by weight and bias. */
export function layerNormSums(shape: LayerNormShape, groups: number) {
  const quads = shape.channels / 4
  return kernel({
    name: `layer-norm-sums ${nameOf(shape)}`,
    bindings: { x: read(), stats: read('f32'), g: read(), partial: write() },
    code: over(
      `${groups * quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let rows = step.n * ${shape.places}u;
  let share = (rows + ${groups - 1}u) / ${groups}u;
  let begin = i / ${quads}u * share;
  var dweight = vec4f(0);
  var dbias = vec4f(0);
  for (var r = begin; r < min(begin + share, rows); r++) {
    let d = g[r * ${quads}u + q];
    dbias += d;
    dweight = fma(d, (x[r * ${quads}u + q] - stats[2u * r]) * stats[2u * r + 1u], dweight);
  }
  partial[2u * i] = dweight;
  partial[2u * i + 1u] = dbias;`,
      16,
    ),
    grid: () => grid1d(groups * quads, 16),
  })
}

/** The parts' sums; set at the first micro-batch, else added. */
export function layerNormFinalise(channels: number, groups: number) {
  const quads = channels / 4
  return kernel({
    name: `layer-norm-finalise ${channels}`,
    bindings: { partial: read(), dweight: write(), dbias: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `var a = vec4f(0);
  var b = vec4f(0);
  for (var group = 0u; group < ${groups}u; group++) {
    a += partial[2u * (group * ${quads}u + i)];
    b += partial[2u * (group * ${quads}u + i) + 1u];
  }
  dweight[i] = a + select(dweight[i], vec4f(0), step.first == 1u);
  dbias[i] = b + select(dbias[i], vec4f(0), step.first == 1u);`,
      16,
    ),
    grid: () => grid1d(quads, 16),
  })
}
