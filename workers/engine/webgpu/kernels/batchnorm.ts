/**
 * BatchNorm as torch.nn.BatchNorm2d trains it (biased variance in the normalisation, unbiased in the running one), its ReLU and
 * residual sum fused into the apply, and its backward. Activations are `[n, pixels, channels]`, four channels an invocation.
 *
 * Sums over pixels are cut into `groups` partial ones: mean and M2 of a group, merged by Chan's formula. All of it is done on x - origin, where a
 * channel's origin is its first value: that difference is exact for values near each other, so a mean far from zero cancels nothing, neither in the
 * variance nor in what is normalised (x * scale - mean * scale would lose as many digits as the mean is deviations from zero).
 *
 * `stats` holds `STATS` vectors of `channels`: origin, 1/sqrt(var+eps), scale = weight/sqrt(var+eps), shift = bias - (mean-origin)*scale,
 * mean - origin. So y = (x - origin)*scale + shift.
 */
import { grid1d, kernel, over, read, write } from '../kernel'
import { ceilDiv } from './conv-shape'

export interface NormShape {
  readonly pixels: number
  readonly channels: number
}
export interface Reduction {
  /** Partial sums per channel. */
  readonly groups: number
  /** Invocations that share one partial sum through workgroup memory; 1 for no barrier. */
  readonly lanes: number
}

/** Vectors of `channels` in `stats`. */
export const STATS = 5

/** WGSL: x normalised, as the forward pass has it everywhere. `stats` is the buffer, `q` the channel quad. */
export const normalised = (x: string, quads: number, stats = 'stats'): string =>
  `fma(${x} - ${stats}[q], ${stats}[q + ${2 * quads}u], ${stats}[q + ${3 * quads}u])`

const rowsOf = ({ pixels }: NormShape, groups: number): string => /* wgsl */ `
  let rows = step.n * ${pixels}u;
  let share = (rows + ${groups - 1}u) / ${groups}u;`

/** A reduction of two vec4 sums over rows: `init` before the loop, `body` for row `r` (index `at`), `store` with sums `s0`, `s1`. */
export function reduction(shape: NormShape, { groups, lanes }: Reduction, init: string, body: string, store: string): string {
  const quads = shape.channels / 4
  const wx = Math.min(16, quads)
  const shared = lanes > 1
  return /* wgsl */ `
${shared ? `var<workgroup> sums: array<vec4f, ${wx * lanes * 2}>;` : ''}
@compute @workgroup_size(${wx}, ${lanes})
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(workgroup_id) wg: vec3u) {
  let q = min(gid.x, ${quads - 1}u);
  let group = wg.y;${rowsOf(shape, groups)}
  let begin = min(group * share, rows);
  let end = min(begin + share, rows);
  var s0 = vec4f(0);
  var s1 = vec4f(0);
  ${init}
  for (var r = begin + lid.y; r < end; r += ${lanes}u) {
    let at = r * ${quads}u + q;
    ${body}
  }
  ${
    shared
      ? `let mine = lid.y * ${wx}u + lid.x;
  sums[mine * 2u] = s0;
  sums[mine * 2u + 1u] = s1;
  workgroupBarrier();
  if (lid.y > 0u) { return; }
  for (var l = 1u; l < ${lanes}u; l++) {
    s0 += sums[(l * ${wx}u + lid.x) * 2u];
    s1 += sums[(l * ${wx}u + lid.x) * 2u + 1u];
  }`
      : ''
  }
  if (gid.x >= ${quads}u) { return; }
  let out = (group * ${quads}u + q) * 2u;
  ${store}
}`
}

export const reductionGrid = (shape: NormShape, { groups }: Reduction) => {
  const quads = shape.channels / 4
  return [ceilDiv(quads, Math.min(16, quads)), groups, 1] as const
}

/** Partial mean (less the origin) and M2 of each channel: `partial[group][quad] = (mean, M2)`. */
export function normStatistics(shape: NormShape, by: Reduction) {
  return kernel({
    name: `bn-statistics ${shape.pixels}x${shape.channels}`,
    bindings: { x: read(), partial: write() },
    code: reduction(
      shape,
      by,
      'let origin = x[q];',
      'let d = x[at] - origin; s0 += d; s1 = fma(d, d, s1);',
      'let count = f32(max(end - begin, 1u)); partial[out] = s0 / count; partial[out + 1u] = max(s1 - s0 * s0 / count, vec4f(0));',
    ),
    grid: () => reductionGrid(shape, by),
  })
}

/** Merges the partial statistics into `stats` and moves the running ones. `x` gives the origins. */
export function normFinalise(shape: NormShape, { groups }: Reduction, eps: number, momentum: number) {
  const quads = shape.channels / 4
  return kernel({
    name: `bn-finalise ${shape.channels}`,
    bindings: { x: read(), partial: read(), weight: read(), bias: read(), mean: write(), variance: write(), stats: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `${rowsOf(shape, groups)}
  var m = vec4f(0);
  var m2 = vec4f(0);
  var count = 0.0;
  for (var g = 0u; g < ${groups}u; g++) {
    let begin = min(g * share, rows);
    let here = f32(min(begin + share, rows) - begin);
    if (here == 0.0) { break; }
    let at = (g * ${quads}u + i) * 2u;
    let delta = partial[at] - m;
    let total = count + here;
    m += delta * (here / total);
    m2 += partial[at + 1u] + delta * delta * (count * here / total);
    count = total;
  }
  let v = m2 / count;
  let inverse = 1.0 / sqrt(v + ${eps});
  let scale = weight[i] * inverse;
  stats[i] = x[i];
  stats[i + ${quads}u] = inverse;
  stats[i + ${2 * quads}u] = scale;
  stats[i + ${3 * quads}u] = bias[i] - m * scale;
  stats[i + ${4 * quads}u] = m;
  mean[i] = mix(mean[i], x[i] + m, vec4f(${momentum}));
  variance[i] = mix(variance[i], m2 / max(count - 1.0, 1.0), vec4f(${momentum}));`,
      16,
    ),
    grid: () => grid1d(quads, 16),
  })
}

/** What is added before the ReLU: nothing, a tensor, or another BatchNorm's output made on the fly (the downsampled shortcut). */
export type Shortcut = 'none' | 'tensor' | 'norm'

/** y = (x - origin)*scale + shift, then the shortcut, then ReLU where asked. */
export function normApply(shape: NormShape, shortcut: Shortcut, relu: boolean) {
  const quads = shape.channels / 4
  const extra = shortcut === 'tensor' ? ' + residual[i]' : shortcut === 'norm' ? ` + ${normalised('residual[i]', quads, 'stats2')}` : ''
  const count = (n: number) => n * shape.pixels * quads
  return kernel<string>({
    name: `bn-apply ${shape.pixels}x${shape.channels}${shortcut === 'none' ? '' : ` +${shortcut}`}${relu ? ' +relu' : ''}`,
    bindings: {
      x: read(),
      stats: read(),
      ...(shortcut === 'none' ? {} : { residual: read() }),
      ...(shortcut === 'norm' ? { stats2: read() } : {}),
      y: write(),
    },
    code: over(
      `step.n * ${shape.pixels * quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let v = ${normalised('x[i]', quads)}${extra};
  y[i] = ${relu ? 'max(v, vec4f(0))' : 'v'};`,
    ),
    grid: (n) => grid1d(count(n)),
  })
}

/**
 * Where the ReLU after this BatchNorm passed nothing. `recompute`: from x itself (BatchNorm and ReLU alone). `output`: from the ReLU's
 * output, since a shortcut was added; the gradient is then masked in place, for the shortcut's sake. `none`: already masked, or no ReLU.
 */
export type Mask = 'none' | 'recompute' | 'output'

const positive = (quads: number): string => `${normalised('x[at]', quads)} > vec4f(0)`
/** WGSL: x less its mean, over the deviation. */
const hat = (m: string, inverse: string, origin: string): string => `(x[at] - ${origin} - ${m}) * ${inverse}`

/** Partial sums of g and g*xhat: `partial[group][quad]`. */
export function normBackwardSums(shape: NormShape, by: Reduction, mask: Mask) {
  const quads = shape.channels / 4
  const gradient =
    mask === 'none'
      ? 'let d = g[at];'
      : mask === 'recompute'
        ? `let d = select(vec4f(0), g[at], ${positive(quads)});`
        : 'let d = select(vec4f(0), g[at], y[at] > vec4f(0)); g[at] = d;'
  return kernel<string>({
    name: `bn-backward-sums ${shape.pixels}x${shape.channels} ${mask}`,
    bindings: {
      x: read(),
      stats: read(),
      g: mask === 'output' ? write() : read(),
      ...(mask === 'output' ? { y: read() } : {}),
      partial: write(),
    },
    code: reduction(
      shape,
      by,
      `let origin = stats[q]; let inverse = stats[q + ${quads}u]; let m = stats[q + ${4 * quads}u];`,
      `${gradient} s0 += d; s1 = fma(d, ${hat('m', 'inverse', 'origin')}, s1);`,
      'partial[out] = s0; partial[out + 1u] = s1;',
    ),
    grid: () => reductionGrid(shape, by),
  })
}

/** Gradients of weight and bias (set at the first micro-batch, else added), and both means of the sums for `normBackward`. */
export function normBackwardFinalise(shape: NormShape, { groups }: Reduction) {
  const quads = shape.channels / 4
  return kernel({
    name: `bn-backward-finalise ${shape.channels}`,
    bindings: { partial: read(), dweight: write(), dbias: write(), means: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `var s0 = vec4f(0);
  var s1 = vec4f(0);
  for (var g = 0u; g < ${groups}u; g++) {
    s0 += partial[(g * ${quads}u + i) * 2u];
    s1 += partial[(g * ${quads}u + i) * 2u + 1u];
  }
  let rows = f32(step.n * ${shape.pixels}u);
  means[i] = s0 / rows;
  means[i + ${quads}u] = s1 / rows;
  dbias[i] = s0 + select(dbias[i], vec4f(0), step.first == 1u);
  dweight[i] = s1 + select(dweight[i], vec4f(0), step.first == 1u);`,
      16,
    ),
    grid: () => grid1d(quads, 16),
  })
}

/** dx = scale * (g - mean(g) - xhat * mean(g*xhat)); into `dx`, or over `g` itself where `inPlace`. */
export function normBackward(shape: NormShape, mask: 'none' | 'recompute', inPlace: boolean) {
  const quads = shape.channels / 4
  const gradient = mask === 'none' ? 'g[at]' : `select(vec4f(0), g[at], ${positive(quads)})`
  return kernel<string>({
    name: `bn-backward ${shape.pixels}x${shape.channels} ${mask}${inPlace ? ' in place' : ''}`,
    bindings: { x: read(), stats: read(), means: read(), g: inPlace ? write() : read(), ...(inPlace ? {} : { dx: write() }) },
    code: over(
      `step.n * ${shape.pixels * quads}u`,
      /* wgsl */ `let at = i;
  let q = i % ${quads}u;
  let d = ${gradient};
  let hat = ${hat(`stats[q + ${4 * quads}u]`, `stats[q + ${quads}u]`, 'stats[q]')};
  ${inPlace ? 'g' : 'dx'}[at] = stats[q + ${2 * quads}u] * (d - means[q] - hat * means[q + ${quads}u]);`,
    ),
    grid: (n) => grid1d(n * shape.pixels * quads),
  })
}

/** y = x * scale + shift: BatchNorm in evaluation mode that no convolution took in. */
export function scaleShift(shape: NormShape) {
  const quads = shape.channels / 4
  return kernel({
    name: `scale-shift ${shape.pixels}x${shape.channels}`,
    bindings: { x: read(), scale: read(), shift: read(), y: write() },
    code: over(`step.n * ${shape.pixels * quads}u`, `y[i] = fma(x[i], scale[i % ${quads}u], shift[i % ${quads}u]);`),
    grid: (n) => grid1d(n * shape.pixels * quads),
  })
}

/** Evaluation mode's scale and shift of every BatchNorm at once. `table` has two vec4u a quad: (weight, bias, mean, variance), (scale, shift, eps bits, 0), offsets in quads. */
export function normFold(quads: number) {
  return kernel({
    name: 'bn-fold',
    bindings: { params: read(), buffers: read(), table: read('vec4u'), folded: write() },
    code: over(
      `${quads}u`,
      /* wgsl */ `let source = table[i * 2u];
  let to = table[i * 2u + 1u];
  let scale = params[source.x] / sqrt(buffers[source.w] + bitcast<f32>(to.z));
  folded[to.x] = scale;
  folded[to.y] = params[source.y] - buffers[source.z] * scale;`,
      16,
    ),
    grid: () => grid1d(quads, 16),
  })
}
