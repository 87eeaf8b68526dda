/**
 * Convolutions for CPU adapters whose four lanes can swap registers (SwiftShader): no workgroup memory, no barrier.
 *
 * There a load costs as much as 20 multiply-adds, whatever the addresses of the four lanes, and a quad swap less than two. So a quad shares a tile
 * of 32 x 32: for one operand every lane loads a part of its own and gets its neighbours' by swaps, for the other it has columns of its own. After
 * swap s (none, x, y, diagonal) lane l holds what lane l^s loaded, so accumulator s of lane l belongs to a row of lane l^s.
 *
 * Rows are output pixels ordered by place and then picture, so that the four lanes mostly have one place in four pictures. Activations are NHWC,
 * weights `[kernel*kernel, inC, outC]`; all loads are vec4.
 */
import { FOLDED, foldedGrid, type KernelSpec, kernel, read, unfolded, write } from '../kernel'
import {
  type ConvEpilogue,
  type ConvShape,
  ceilDiv,
  checkShape,
  convFlops,
  epilogueBindings,
  epilogueName,
  epilogueOf,
  gradientPhases,
  inQuads,
  lines,
  outPixels,
  phaseCount,
  range,
  shapeName,
} from './conv-shape'

const SWAPS = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const

/** Channel quads of a lane. */
export const lanesQuads = (quads: number): number => (quads % 2 === 0 ? 2 : 1)

/** Loads of a lane: a quarter of the tile's rows. */
export const LOADS = 8
export const ROWS = 4 * LOADS

/** WGSL that holds each of `values` as `x<k>_<s>` after each swap s in turn, for `use` to take all at once. */
export const swapped = (values: readonly string[], use: (names: readonly string[], s: number) => string): string =>
  SWAPS.map(
    (swap, s) =>
      `${values.map((value, k) => `let x${k}_${s} = ${s === 0 ? value : `${swap}(x${k}_0)`};`).join(' ')} ${use(
        values.map((_, k) => `x${k}_${s}`),
        s,
      )}`,
  ).join('\n')

/** `lanes[s]`: the lane whose loads this one holds after swap s. */
export const LANES = /* wgsl */ `
  var lanes: array<u32, 4>;
  lanes[0] = lane;
  lanes[1] = quadSwapX(lane);
  lanes[2] = quadSwapY(lane);
  lanes[3] = quadSwapDiagonal(lane);`

/**
 * The loop of a gathered product over `depth` quads, two a turn where they are even, since adding to a sum costs as much as its four products:
 * `load` gives row j's operand at quad c, `matrix` column quad q's with weights from `wi`. Sums go to `sums[row * tile + q]`.
 */
export function quadsProduct(
  tile: number,
  depth: number,
  step: string,
  load: (j: number, c: string) => string,
  matrix: (q: number, wi: string) => string,
  times: (m: string, x: string) => string,
) {
  const each = depth % 2 === 0 ? 2 : 1
  return /* wgsl */ `
      for (var c = 0u; c < ${depth}u; c += ${each}u) {
${lines(each, (k) => lines(tile, (q) => `        let m${q}_${k} = ${matrix(q, `(wi + ${k}u * ${step})`)};`))}
${lines(
  LOADS,
  (j) =>
    `        { ${swapped(
      range(each).map((k) => load(j, `(c + ${k}u)`)),
      (xs, s) =>
        range(tile)
          .map((q) => `sums[${(j * 4 + s) * tile + q}] += ${xs.map((x, k) => times(`m${q}_${k}`, x)).join(' + ')};`)
          .join(' '),
    )} }`,
)}
        wi += ${each}u * ${step};
      }`
}

/** The end of the loop over rows r that stores their sums at `out` and after. */
export const STORES = (tile: number, store: string): string => /* wgsl */ `
    for (var q = 0u; q < ${tile}u; q++) {
      if (stored) { let o = out + q; let sum = sums[r * ${tile}u + q]; ${store} }
    }
  }`

/** y = conv(x, w), then the epilogue. x `[n, inH, inW, inC]`, y `[n, outH, outW, outC]`. */
export function convForwardQuads(shape: ConvShape, epilogue: ConvEpilogue): KernelSpec {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outW } = shape
  const quads = shape.outC / 4
  const tile = lanesQuads(quads)
  const inQ = inQuads(shape)
  const full = inC % 4 === 0
  const rows = full ? 4 : inC
  // A pixel of the stem is one quad: there the innermost loop is the one over a row of taps, lest indices cost more than products.
  const depth = full ? inQ : k
  const body = quadsProduct(
    tile,
    depth,
    `${rows * quads}u`,
    (j, c) =>
      full
        ? `x[at[${j}] + ${c}] * inside[${j}]`
        : `x[u32(max(rowAt[${j}] + i32(${c}), 0))].xyz * select(0.0, inside[${j}], u32(lefts[${j}] + i32(${c})) < ${inW}u)`,
    (q, wi) =>
      `mat${rows}x4f(${range(rows)
        .map((r) => `w[${wi} + ${r * quads + q}u]`)
        .join(', ')})`,
    (m, x) => `${m} * ${x}`,
  )
  const code = /* wgsl */ `
@compute @workgroup_size(4)
fn main(${FOLDED}, @builtin(local_invocation_index) lane: u32) {
  ${unfolded(1)}
  let pixels = step.n * ${outPixels(shape)}u;
  let own = (wg.x * 4u + lane) * ${tile}u;
  let q0 = min(own, ${quads - tile}u);
  var images: array<i32, ${LOADS}>;
  var tops: array<i32, ${LOADS}>;
  var lefts: array<i32, ${LOADS}>;
  var ${full ? 'at: array<u32' : 'rowAt: array<i32'}, ${LOADS}>;
  var inside: array<f32, ${LOADS}>;
  for (var j = 0u; j < ${LOADS}u; j++) {
    let m = min(wg.y * ${ROWS}u + j * 4u + lane, pixels - 1u);
    let place = m / step.n;
    images[j] = i32(m % step.n) * ${inH};
    tops[j] = i32(place / ${outW}u) * ${stride} - ${padding};
    lefts[j] = i32(place % ${outW}u) * ${stride} - ${padding};
  }
  var sums: array<vec4f, ${ROWS * tile}>;
  for (var kh = 0; kh < ${k}; kh++) {
    for (var kw = 0; kw < ${full ? k : 1}; kw++) {
      for (var j = 0u; j < ${LOADS}u; j++) {
        let ih = tops[j] + kh;
        let iw = lefts[j] + kw;
        let valid = ih >= 0 && ih < ${inH}${full ? ` && iw >= 0 && iw < ${inW}` : ''};
        ${full ? 'at[j] = u32' : 'rowAt[j] = '}(select(0, ((images[j] + ih) * ${inW} + iw) * ${inQ}, valid));
        inside[j] = select(0.0, 1.0, valid);
      }
      var wi = u32(kh * ${k} + kw) * ${inC * quads}u + q0;
${body}
    }
  }
${LANES}
  for (var r = 0u; r < ${ROWS}u; r++) {
    let m = wg.y * ${ROWS}u + (r & ~3u) + lanes[r & 3u];
    let out = (m % step.n * ${outPixels(shape)}u + m / step.n) * ${quads}u + q0;
    let stored = m < pixels && own < ${quads}u;
${STORES(tile, `y[o] = ${epilogueOf(epilogue, 'sum', 'o', 'q0 + q')};`)}
}`
  return kernel<string>({
    name: `conv-forward-quads ${shapeName(shape)}${epilogueName(epilogue)}`,
    bindings: {
      x: read(),
      w: read(),
      y: write(),
      ...epilogueBindings(epilogue),
    },
    code,
    subgroups: true,
    grid: (n) => foldedGrid(ceilDiv(quads, 4 * tile), ceilDiv(n * outPixels(shape), ROWS), 1),
    flops: convFlops(shape),
  })
}

/**
 * dx = gradient of the input, from dy; adds to dx where `accumulate`. Each phase of the stride is a layer of the grid, so that the taps
 * that meet a pixel are the same for a whole tile.
 */
export function convInputGradientQuads(shape: ConvShape, accumulate: boolean): KernelSpec<'dy' | 'w' | 'dx'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, outH, outW } = shape
  const outQ = shape.outC / 4
  const inQ = inQuads(shape)
  const tile = lanesQuads(inQ)
  const phases = gradientPhases(shape, accumulate)
  const body = quadsProduct(
    tile,
    outQ,
    '1u',
    (j, c) => `dy[at[${j}] + ${c}] * inside[${j}]`,
    (q, wi) =>
      `mat4x4f(${range(4)
        .map((r) => `w[${wi} + ${(q * 4 + r) * outQ}u]`)
        .join(', ')})`,
    (m, x) => `${x} * ${m}`,
  )
  const code = /* wgsl */ `
@compute @workgroup_size(4)
fn main(${FOLDED}, @builtin(local_invocation_index) lane: u32) {
  ${unfolded(phases * phases)}
  let ph = wg.z / ${phases}u;
  let pw = wg.z % ${phases}u;
  let rows = (${inH + stride - 1}u - ph) / ${stride}u;
  let columns = (${inW + stride - 1}u - pw) / ${stride}u;
  let pixels = step.n * rows * columns;
  if (wg.y * ${ROWS}u >= pixels) { return; }
  let own = (wg.x * 4u + lane) * ${tile}u;
  let q0 = min(own, ${inQ - tile}u);
  var images: array<i32, ${LOADS}>;
  var tops: array<i32, ${LOADS}>;
  var lefts: array<i32, ${LOADS}>;
  var at: array<u32, ${LOADS}>;
  var inside: array<f32, ${LOADS}>;
  for (var j = 0u; j < ${LOADS}u; j++) {
    let m = min(wg.y * ${ROWS}u + j * 4u + lane, pixels - 1u);
    let place = m / step.n;
    images[j] = i32(m % step.n);
    tops[j] = i32(place / columns * ${stride}u + ph) + ${padding};
    lefts[j] = i32(place % columns * ${stride}u + pw) + ${padding};
  }
  var sums: array<vec4f, ${ROWS * tile}>;
  for (var kh = i32(ph + ${padding}u) % ${stride}; kh < ${k}; kh += ${stride}) {
    for (var kw = i32(pw + ${padding}u) % ${stride}; kw < ${k}; kw += ${stride}) {
      for (var j = 0u; j < ${LOADS}u; j++) {
        let y = tops[j] - kh;
        let x = lefts[j] - kw;
        let valid = y >= 0 && y < ${outH * stride} && x >= 0 && x < ${outW * stride};
        at[j] = u32(select(0, ((images[j] * ${outH} + y / ${stride}) * ${outW} + x / ${stride}) * ${outQ}, valid));
        inside[j] = select(0.0, 1.0, valid);
      }
      var wi = (u32(kh * ${k} + kw) * ${shape.inC}u + q0 * 4u) * ${outQ}u;
${body}
    }
  }
${LANES}
  for (var r = 0u; r < ${ROWS}u; r++) {
    let m = wg.y * ${ROWS}u + (r & ~3u) + lanes[r & 3u];
    let place = m / step.n;
    let top = place / columns * ${stride}u + ph;
    let left = place % columns * ${stride}u + pw;
    let out = ((m % step.n * ${inH}u + top) * ${inW}u + left) * ${inQ}u + q0;
    let stored = m < pixels && own < ${inQ}u;
${STORES(tile, `dx[o] = sum${accumulate ? ' + dx[o]' : ''};`)}
}`
  const largest = phaseCount(inH, stride, 0) * phaseCount(inW, stride, 0)
  return kernel({
    name: `conv-input-gradient-quads ${shapeName(shape)}${accumulate ? ' +=' : ''}`,
    bindings: { dy: read(), w: read(), dx: write() },
    code,
    subgroups: true,
    grid: (n) => foldedGrid(ceilDiv(inQ, 4 * tile), ceilDiv(n * largest, ROWS), phases * phases),
    flops: convFlops(shape),
  })
}
