/** The head's kernels: linear layers (weights `[out, in]` as torch has them), ReLU, and dropout with counter-based draws. */
import { STREAM } from '../../../random'
import { grid1d, kernel, over, read, write } from '../kernel'

/** y[n, out] = x w^T + b; `in` a multiple of 4. */
export function linear(inFeatures: number, outFeatures: number) {
  const quads = inFeatures / 4
  return kernel({
    name: `linear ${inFeatures} -> ${outFeatures}`,
    bindings: { x: read(), w: read(), b: read('f32'), y: write('f32') },
    code: over(
      `step.n * ${outFeatures}u`,
      /* wgsl */ `let o = i % ${outFeatures}u;
  let source = i / ${outFeatures}u * ${quads}u;
  var sum = vec4f(0);
  for (var k = 0u; k < ${quads}u; k++) { sum = fma(x[source + k], w[o * ${quads}u + k], sum); }
  y[i] = b[o] + (sum.x + sum.y) + (sum.z + sum.w);`,
      16,
    ),
    grid: (n) => grid1d(n * outFeatures, 16),
    flops: (n) => 2 * n * inFeatures * outFeatures,
  })
}

/** dx[n, in] = dy w. */
export function linearInputGradient(inFeatures: number, outFeatures: number) {
  const quads = inFeatures / 4
  return kernel({
    name: `linear-input-gradient ${inFeatures} -> ${outFeatures}`,
    bindings: { dy: read('f32'), w: read(), dx: write() },
    code: over(
      `step.n * ${quads}u`,
      /* wgsl */ `let k = i % ${quads}u;
  let source = i / ${quads}u * ${outFeatures}u;
  var sum = vec4f(0);
  for (var o = 0u; o < ${outFeatures}u; o++) { sum = fma(vec4f(dy[source + o]), w[o * ${quads}u + k], sum); }
  dx[i] = sum;`,
      16,
    ),
    grid: (n) => grid1d(n * quads, 16),
    flops: (n) => 2 * n * inFeatures * outFeatures,
  })
}

/** dw[out, in] = dy^T x and db = sum of dy, set at the first micro-batch, else added. */
export function linearFilterGradient(inFeatures: number, outFeatures: number) {
  const quads = inFeatures / 4
  return kernel({
    name: `linear-filter-gradient ${inFeatures} -> ${outFeatures}`,
    bindings: { x: read(), dy: read('f32'), dw: write(), db: write('f32') },
    code: over(
      `${outFeatures * quads}u`,
      /* wgsl */ `let k = i % ${quads}u;
  let o = i / ${quads}u;
  var sum = vec4f(0);
  var bias = 0.0;
  for (var r = 0u; r < step.n; r++) {
    let d = dy[r * ${outFeatures}u + o];
    bias += d;
    sum = fma(vec4f(d), x[r * ${quads}u + k], sum);
  }
  dw[i] = sum + select(dw[i], vec4f(0), step.first == 1u);
  if (k == 0u) { db[o] = bias + select(db[o], 0.0, step.first == 1u); }`,
      16,
    ),
    grid: () => grid1d(outFeatures * quads, 16),
    flops: (n) => 2 * n * inFeatures * outFeatures,
  })
}

export function relu(size: number) {
  return kernel({
    name: `relu ${size}`,
    bindings: { x: read(), y: write() },
    code: over(`step.n * ${size / 4}u`, 'y[i] = max(x[i], vec4f(0));'),
    grid: (n) => grid1d((n * size) / 4),
  })
}

/** Masks g in place by the sign of the ReLU's output. */
export function reluGradient(size: number) {
  return kernel({
    name: `relu-gradient ${size}`,
    bindings: { y: read(), g: write() },
    code: over(`step.n * ${size / 4}u`, 'g[i] = select(vec4f(0), g[i], y[i] > vec4f(0));'),
    grid: (n) => grid1d((n * size) / 4),
  })
}

interface Dropped {
  /** Values of a picture. */
  readonly size: number
  readonly p: number
  /** Of stochastic depth, as `DropoutLayer` has it. */
  readonly row?: number
}

/** PCG as in workers/random.ts, and what `drawFactors` draws, for element i of a micro-batch. */
const droppedBy = ({ size, p, row }: Dropped): string => /* wgsl */ `
fn pcg(input: u32) -> u32 {
  let state = input * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
fn dropped(i: u32) -> bool {
  let key = pcg(pcg(pcg(step.seed) + ${row === undefined ? STREAM.dropout : STREAM.depth}u) + step.counter);
  return f32(pcg(${row === undefined ? 'key + i' : `pcg(key + ${row}u) + i / ${size}u`}) >> 8u) / 16777216.0 < ${p};
}`

/** Forward and gradient alike: zero where dropped, else times 1/(1-p). In place where `inPlace`. */
export function dropout(of: Dropped, inPlace: boolean) {
  const { size, p, row } = of
  return kernel<string>({
    name: `${row === undefined ? 'dropout' : `stochastic-depth ${row}`} ${size}${inPlace ? ' in place' : ''}`,
    bindings: inPlace ? { y: write('f32') } : { x: read('f32'), y: write('f32') },
    code: `${droppedBy(of)}\n${over(`step.n * ${size}u`, `y[i] = select(${inPlace ? 'y' : 'x'}[i] * ${p < 1 ? 1 / (1 - p) : 0}f, 0.0, dropped(i));`)}`,
    grid: (n) => grid1d(n * size),
  })
}

/** The gradient of each picture's chosen logit: 1 at `labels`, 0 elsewhere. */
export function oneHot(classes: number) {
  return kernel({
    name: `one-hot ${classes}`,
    bindings: { labels: read('u32'), y: write('f32') },
    code: over(`step.n * ${classes}u`, `y[i] = select(0.0, 1.0, labels[i / ${classes}u] == i % ${classes}u);`),
    grid: (n) => grid1d(n * classes),
  })
}

/** Grad-CAM's map `[n, pixels]`: relu of the sum over channels of activation times the mean gradient, which is `dfeatures / pixels`. */
export function camMap(pixels: number, channels: number) {
  const quads = channels / 4
  return kernel({
    name: `cam-map ${pixels}x${channels}`,
    bindings: { x: read(), dfeatures: read(), y: write('f32') },
    code: over(
      `step.n * ${pixels}u`,
      /* wgsl */ `var sum = 0.0;
  for (var q = 0u; q < ${quads}u; q++) { sum += dot(x[i * ${quads}u + q], dfeatures[i / ${pixels}u * ${quads}u + q]); }
  y[i] = max(sum / ${pixels}.0, 0.0);`,
      16,
    ),
    grid: (n) => grid1d(n * pixels, 16),
  })
}
