/**
 * Attention in several heads over `[tokens, 3 width]` (queries, keys, values): products of rows, softmax, and sums of rows by weights. The weights of a
 * step are not kept for backward, which makes them again.
 */
import { grid1d, kernel, over, read, write } from '../kernel'

export interface AttentionShape {
  readonly tokens: number
  readonly heads: number
  /** Of all heads' values; of each a multiple of 4. */
  readonly width: number
}

/** Which of queries, keys and values. */
export type Part = 0 | 1 | 2

const nameOf = ({ tokens, heads, width }: AttentionShape): string => `${tokens}x${width}/${heads}`
const depthOf = ({ heads, width }: AttentionShape): number => width / heads / 4

/** A row's first vec4: token `t` of a picture, a head's part of `stride` vec4 a token from `offset` on. */
const rowOf = ({ tokens }: AttentionShape, stride: number, offset: number, depth: number, t: string): string =>
  `(image * ${tokens}u + ${t}) * ${stride}u + ${offset}u + head * ${depth}u`

/** Declares `image`, `head`, `row` and `column` of the i-th weight. */
const places = ({ tokens, heads }: AttentionShape): string => /* wgsl */ `let column = i % ${tokens}u;
  let row = i / ${tokens}u % ${tokens}u;
  let head = i / ${tokens ** 2}u % ${heads}u;
  let image = i / ${heads * tokens ** 2}u;`

/**
 * y[n, head, row, column] = factor a_row . b_column, b being the keys or the values.
 * @param a queries of `qkv`, or rows `[tokens, width]` of another tensor
 */
export function attentionProducts(shape: AttentionShape, a: 'queries' | 'other', b: Part, factor: number) {
  const { tokens, heads, width } = shape
  const depth = depthOf(shape)
  const left = a === 'queries' ? rowOf(shape, (3 * width) / 4, 0, depth, 'row') : rowOf(shape, width / 4, 0, depth, 'row')
  return kernel<string>({
    name: `attention-products ${nameOf(shape)} ${a}`,
    bindings: { qkv: read(), ...(a === 'other' ? { rows: read() } : {}), y: write('f32') },
    code: over(
      `step.n * ${heads * tokens ** 2}u`,
      /* wgsl */ `${places(shape)}
  let left = ${left};
  let right = ${rowOf(shape, (3 * width) / 4, (b * width) / 4, depth, 'column')};
  var sum = vec4f(0);
  for (var k = 0u; k < ${depth}u; k++) { sum = fma(${a === 'queries' ? 'qkv' : 'rows'}[left + k], qkv[right + k], sum); }
  y[i] = (sum.x + sum.y + sum.z + sum.w) * ${factor};`,
    ),
    grid: (n) => grid1d(n * heads * tokens ** 2),
    flops: (n) => 2 * n * tokens ** 2 * width,
  })
}

/** Softmax of each row, in place. */
export function attentionSoftmax(shape: AttentionShape) {
  const { tokens, heads } = shape
  return kernel({
    name: `attention-softmax ${nameOf(shape)}`,
    bindings: { y: write('f32') },
    code: over(
      `step.n * ${heads * tokens}u`,
      /* wgsl */ `let begin = i * ${tokens}u;
  var most = y[begin];
  for (var k = 1u; k < ${tokens}u; k++) { most = max(most, y[begin + k]); }
  var total = 0.0;
  for (var k = 0u; k < ${tokens}u; k++) { let e = exp(y[begin + k] - most); y[begin + k] = e; total += e; }
  for (var k = 0u; k < ${tokens}u; k++) { y[begin + k] /= total; }`,
      16,
    ),
    grid: (n) => grid1d(n * heads * tokens, 16),
  })
}

/** The gradient by the scores before scaling, times the scale, in g's place: `p (g - sum p g) factor`. */
export function attentionSoftmaxGradient(shape: AttentionShape, factor: number) {
  const { tokens, heads } = shape
  return kernel({
    name: `attention-softmax-gradient ${nameOf(shape)}`,
    bindings: { p: read('f32'), g: write('f32') },
    code: over(
      `step.n * ${heads * tokens}u`,
      /* wgsl */ `let begin = i * ${tokens}u;
  var total = 0.0;
  for (var k = 0u; k < ${tokens}u; k++) { total = fma(p[begin + k], g[begin + k], total); }
  for (var k = 0u; k < ${tokens}u; k++) { g[begin + k] = p[begin + k] * (g[begin + k] - total) * ${factor}; }`,
      16,
    ),
    grid: (n) => grid1d(n * heads * tokens, 16),
  })
}

/** Rows that lie in a tensor of `parts` times the width a token, from the `part`-th on. */
export interface Rows {
  readonly parts: 1 | 3
  readonly part: Part
}

/**
 * Sums of rows by weights: `to_r = sum_s w[r, s] from_s`, or with `turned` `sum_s w[s, r] from_s`, in each head.
 */
export function attentionSums(shape: AttentionShape, from: Rows, to: Rows, turned: boolean) {
  const { tokens, heads, width } = shape
  const depth = depthOf(shape)
  const at = ({ parts, part }: Rows, t: string) => rowOf(shape, (parts * width) / 4, (part * width) / 4, depth, t)
  return kernel({
    name: `attention-sums ${nameOf(shape)} ${from.parts}.${from.part} ${to.parts}.${to.part}${turned ? ' turned' : ''}`,
    bindings: { w: read('f32'), x: read(), y: write() },
    code: over(
      `step.n * ${(tokens * width) / 4}u`,
      /* wgsl */ `let k = i % ${depth}u;
  let head = i / ${depth}u % ${heads}u;
  let t = i / ${depth * heads}u % ${tokens}u;
  let image = i / ${depth * heads * tokens}u;
  let weights = (image * ${heads}u + head) * ${tokens ** 2}u;
  var sum = vec4f(0);
  for (var s = 0u; s < ${tokens}u; s++) {
    sum = fma(vec4f(w[weights + ${turned ? `s * ${tokens}u + t` : `t * ${tokens}u + s`}]), x[${at(from, 's')} + k], sum);
  }
  y[${at(to, 't')} + k] = sum;`,
    ),
    grid: (n) => grid1d((n * tokens * width) / 4),
    flops: (n) => 2 * n * tokens ** 2 * width,
  })
}

/** What the class token attends to, of all heads the mean: `maps[n, patch]`. One thread a patch makes the class token's sums anew. */
export function classAttention(shape: AttentionShape, factor: number) {
  const { tokens, heads, width } = shape
  const depth = depthOf(shape)
  const [query, key] = [rowOf(shape, (3 * width) / 4, 0, depth, '0u'), rowOf(shape, (3 * width) / 4, width / 4, depth, 't')]
  return kernel({
    name: `class-attention ${nameOf(shape)}`,
    bindings: { qkv: read(), y: write('f32') },
    code: /* wgsl */ `
fn score(image: u32, head: u32, t: u32) -> f32 {
  let q = ${query};
  let key = ${key};
  var sum = vec4f(0);
  for (var k = 0u; k < ${depth}u; k++) { sum = fma(qkv[q + k], qkv[key + k], sum); }
  return (sum.x + sum.y + sum.z + sum.w) * ${factor};
}
${over(
  `step.n * ${tokens - 1}u`,
  /* wgsl */ `let image = i / ${tokens - 1}u;
  var sum = 0.0;
  for (var head = 0u; head < ${heads}u; head++) {
    var most = score(image, head, 0u);
    for (var t = 1u; t < ${tokens}u; t++) { most = max(most, score(image, head, t)); }
    var total = 0.0;
    for (var t = 0u; t < ${tokens}u; t++) { total += exp(score(image, head, t) - most); }
    sum += exp(score(image, head, i % ${tokens - 1}u + 1u) - most) / total;
  }
  y[i] = sum / ${heads}.0;`,
  16,
)}`,
    grid: (n) => grid1d(n * (tokens - 1), 16),
  })
}
