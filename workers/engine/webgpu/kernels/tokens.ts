/** Patches to tokens with their positions, the class token taken out again, and what their gradients are; four values an invocation. */
import { bicubicWeights } from '../../../operations/embed/functions'
import { grid1d, kernel, over, read, write } from '../kernel'

/** Of one picture: tokens, the class token among them, and channels, a multiple of 4. */
export interface TokenShape {
  readonly tokens: number
  readonly channels: number
}

const nameOf = ({ tokens, channels }: TokenShape): string => `${tokens}x${channels}`

/** y = (class token, patches) + positions. */
export function embedTokens(shape: TokenShape) {
  const { tokens } = shape
  const quads = shape.channels / 4
  return kernel({
    name: `embed-tokens ${nameOf(shape)}`,
    bindings: { x: read(), cls: read(), positions: read(), y: write() },
    code: over(
      `step.n * ${tokens * quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let t = i / ${quads}u % ${tokens}u;
  let image = i / ${tokens * quads}u;
  var value = cls[q];
  if (t > 0u) { value = x[(image * ${tokens - 1}u + t - 1u) * ${quads}u + q]; }
  y[i] = value + positions[t * ${quads}u + q];`,
    ),
    grid: (n) => grid1d(n * tokens * quads),
  })
}

/** The gradient by the patches: dx = dy without the class token's. */
export function embedGradient(shape: TokenShape) {
  const patches = shape.tokens - 1
  const quads = shape.channels / 4
  return kernel({
    name: `embed-gradient ${nameOf(shape)}`,
    bindings: { dy: read(), dx: write() },
    code: over(`step.n * ${patches * quads}u`, `dx[i] = dy[i + (i / ${patches * quads}u + 1u) * ${quads}u];`),
    grid: (n) => grid1d(n * patches * quads),
  })
}

/** y = sum of dy over pictures, `[tokens, channels]`. */
export function tokenSums(shape: TokenShape) {
  const all = (shape.tokens * shape.channels) / 4
  return kernel({
    name: `token-sums ${nameOf(shape)}`,
    bindings: { dy: read(), y: write() },
    code: over(
      `${all}u`,
      /* wgsl */ `var sum = vec4f(0);
  for (var n = 0u; n < step.n; n++) { sum += dy[n * ${all}u + i]; }
  y[i] = sum;`,
    ),
    grid: () => grid1d(all),
  })
}

/** WGSL's `share(source, target)`: how much of one grid's position another's has; the class token, 0, is its own. */
function shares(from: number, to: number): string {
  if (from === to) return 'fn share(source: u32, place: u32) -> f32 { return select(0.0, 1.0, source == place); }'
  const weights = Array.from(bicubicWeights(from, to), (weight) => weight.toFixed(9))
  return /* wgsl */ `
var<private> line: array<f32, ${weights.length}> = array<f32, ${weights.length}>(${weights.join(', ')});
fn share(source: u32, place: u32) -> f32 {
  if (source == 0u || place == 0u) { return select(0.0, 1.0, source == place); }
  let s = source - 1u;
  let p = place - 1u;
  return line[p / ${to}u * ${from}u + s / ${from}u] * line[p % ${to}u * ${from}u + s % ${from}u];
}`
}

/** The positions of a grid of `from` patches a side for one of `to`. */
export function resizePositions(from: number, to: number, channels: number) {
  const quads = channels / 4
  const [sources, places] = [1 + from * from, 1 + to * to]
  return kernel({
    name: `resize-positions ${from} -> ${to} x${channels}`,
    bindings: { positions: read(), y: write() },
    code: `${shares(from, to)}\n${over(
      `${places * quads}u`,
      /* wgsl */ `var sum = vec4f(0);
  for (var s = 0u; s < ${sources}u; s++) { sum = fma(vec4f(share(s, i / ${quads}u)), positions[s * ${quads}u + i % ${quads}u], sum); }
  y[i] = sum;`,
    )}`,
    grid: () => grid1d(places * quads),
  })
}

/** The gradients by positions and class token from those summed over pictures; set at the first micro-batch, else added. */
export function positionGradient(from: number, to: number, channels: number) {
  const quads = channels / 4
  const [sources, places] = [1 + from * from, 1 + to * to]
  const gathered = /* wgsl */ `var sum = vec4f(0);
  for (var p = 0u; p < ${places}u; p++) { sum = fma(vec4f(share(i / ${quads}u, p)), sums[p * ${quads}u + i % ${quads}u], sum); }`
  return kernel({
    name: `position-gradient ${from === to ? from : `${from} -> ${to}`} x${channels}`,
    bindings: { sums: read(), positions: write(), cls: write() },
    code: `${from === to ? '' : shares(from, to)}\n${over(
      `${sources * quads}u`,
      /* wgsl */ `${from === to ? 'let sum = sums[i];' : gathered}
  positions[i] = sum + select(positions[i], vec4f(0), step.first == 1u);
  if (i < ${quads}u) { cls[i] = sums[i] + select(cls[i], vec4f(0), step.first == 1u); }`,
    )}`,
    grid: () => grid1d(sources * quads),
  })
}

/** y = the first of the tokens. */
export function firstToken(shape: TokenShape) {
  const quads = shape.channels / 4
  return kernel({
    name: `first-token ${nameOf(shape)}`,
    bindings: { x: read(), y: write() },
    code: over(`step.n * ${quads}u`, `y[i] = x[i / ${quads}u * ${shape.tokens * quads}u + i % ${quads}u];`),
    grid: (n) => grid1d(n * quads),
  })
}

/** The gradient by the tokens: that of the first is dy, those of the others are zeros. */
export function firstTokenGradient(shape: TokenShape) {
  const quads = shape.channels / 4
  const all = shape.tokens * quads
  return kernel({
    name: `first-token-gradient ${nameOf(shape)}`,
    bindings: { dy: read(), dx: write() },
    code: over(
      `step.n * ${all}u`,
      /* wgsl */ `dx[i] = vec4f(0);
  if (i % ${all}u < ${quads}u) { dx[i] = dy[i / ${all}u * ${quads}u + i % ${all}u]; }`,
    ),
    grid: (n) => grid1d(n * all),
  })
}
