/**
 * Convolutions without workgroup memory or barriers, for CPU adapters: every invocation keeps a tile of outputs in registers.
 *
 * On SwiftShader a load costs several times a multiply-add, so tiles are as large as its compiler bears (8 pixels x 16 channels), or half as
 * wide where the caller says so, which spills fewer registers. Activations
 * are NHWC, weights `[kernel*kernel, inC, outC]`; all loads are vec4.
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
  weightSize,
} from './conv-shape'

/** Channel quads that an invocation holds at most. */
export type Widest = 4 | 2

/** Widest tile of channel quads (of 4, 2, 1) that divides the channels. */
export const quadTile = (quads: number, widest: Widest = 4): number => (quads % widest === 0 ? widest : quads % 2 === 0 ? 2 : 1)

/** A workgroup of 16, narrow where there are few channel tiles. */
export function workgroup(tilesX: number): readonly [number, number] {
  const x = tilesX % 4 === 0 ? 4 : tilesX % 2 === 0 ? 2 : 1
  return [x, 16 / x]
}

/** Rows of a tile. */
export const PIXELS = 8

/** y = conv(x, w), then the epilogue. x `[n, inH, inW, inC]`, y `[n, outH, outW, outC]`. */
export function convForwardRegisters(shape: ConvShape, epilogue: ConvEpilogue, widest?: Widest): KernelSpec {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outW } = shape
  const quads = shape.outC / 4
  const tile = quadTile(quads, widest)
  const inQ = inQuads(shape)
  const tilesX = quads / tile
  const [wx, wy] = workgroup(tilesX)
  const full = inC % 4 === 0
  const rows = full ? 4 : inC
  const matrix = (q: number) =>
    `mat${rows}x4f(${range(rows)
      .map((r) => `w[wi + ${r * quads + q}u]`)
      .join(', ')})`
  const code = /* wgsl */ `
@compute @workgroup_size(${wx}, ${wy})
fn main(${FOLDED}, @builtin(local_invocation_id) lid: vec3u) {
  ${unfolded(1)}
  let gid = vec3u(wg.x * ${wx}u + lid.x, wg.y * ${wy}u + lid.y, wg.z);
  let pixels = step.n * ${outPixels(shape)}u;
  let m0 = gid.y * ${PIXELS}u;
  if (m0 >= pixels || gid.x >= ${tilesX}u) { return; }
  let q0 = gid.x * ${tile}u;
  var images: array<i32, ${PIXELS}>;
  var tops: array<i32, ${PIXELS}>;
  var lefts: array<i32, ${PIXELS}>;
  var at: array<u32, ${PIXELS}>;
  var inside: array<f32, ${PIXELS}>;
  for (var p = 0u; p < ${PIXELS}u; p++) {
    let m = min(m0 + p, pixels - 1u);
    let r = m % ${outPixels(shape)}u;
    images[p] = i32(m / ${outPixels(shape)}u) * ${inH};
    tops[p] = i32(r / ${outW}u) * ${stride} - ${padding};
    lefts[p] = i32(r % ${outW}u) * ${stride} - ${padding};
  }
${lines(PIXELS, (p) =>
  range(tile)
    .map((q) => `  var a${p}${q} = vec4f(0);`)
    .join(' '),
)}
  for (var kh = 0; kh < ${k}; kh++) {
    for (var kw = 0; kw < ${k}; kw++) {
      for (var p = 0u; p < ${PIXELS}u; p++) {
        let ih = tops[p] + kh;
        let iw = lefts[p] + kw;
        let valid = ih >= 0 && ih < ${inH} && iw >= 0 && iw < ${inW};
        at[p] = u32(select(0, ((images[p] + ih) * ${inW} + iw) * ${inQ}, valid));
        inside[p] = select(0.0, 1.0, valid);
      }
      var wi = u32(kh * ${k} + kw) * ${inC * quads}u + q0;
      for (var c = 0u; c < ${inQ}u; c++) {
${lines(PIXELS, (p) => `        let x${p} = x[at[${p}] + c]${full ? '' : '.xyz'} * inside[${p}];`)}
${lines(
  tile,
  (q) =>
    `        { let m = ${matrix(q)}; ${range(PIXELS)
      .map((p) => `a${p}${q} += m * x${p};`)
      .join(' ')} }`,
)}
        wi += ${rows * quads}u;
      }
    }
  }
${lines(
  PIXELS,
  (p) =>
    `  if (m0 + ${p}u < pixels) { let o = (m0 + ${p}u) * ${quads}u + q0; ${range(tile)
      .map((q) => `y[o + ${q}u] = ${epilogueOf(epilogue, `a${p}${q}`, `o + ${q}u`, `q0 + ${q}u`)};`)
      .join(' ')} }`,
)}
}`
  return kernel<string>({
    name: `conv-forward-registers ${shapeName(shape)}${epilogueName(epilogue)}`,
    bindings: {
      x: read(),
      w: read(),
      y: write(),
      ...epilogueBindings(epilogue),
    },
    code,
    grid: (n) => foldedGrid(ceilDiv(tilesX, wx), ceilDiv(ceilDiv(n * outPixels(shape), PIXELS), wy), 1),
    flops: convFlops(shape),
  })
}

/**
 * dx = gradient of the input, from dy; adds to dx where `accumulate`. Each phase of the stride is a layer of the grid, so that the taps
 * that meet a pixel are the same for a whole tile.
 */
export function convInputGradientRegisters(shape: ConvShape, accumulate: boolean, widest?: Widest): KernelSpec<'dy' | 'w' | 'dx'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, outH, outW } = shape
  const outQ = shape.outC / 4
  const inQ = inQuads(shape)
  const tile = quadTile(inQ, widest)
  const tilesX = inQ / tile
  const [wx, wy] = workgroup(tilesX)
  const phases = gradientPhases(shape, accumulate)
  const matrix = (q: number) =>
    `mat4x4f(${range(4)
      .map((r) => `w[wi + ${(q * 4 + r) * outQ}u]`)
      .join(', ')})`
  const code = /* wgsl */ `
@compute @workgroup_size(${wx}, ${wy})
fn main(${FOLDED}, @builtin(local_invocation_id) lid: vec3u) {
  ${unfolded(phases * phases)}
  let gid = vec3u(wg.x * ${wx}u + lid.x, wg.y * ${wy}u + lid.y, wg.z);
  let ph = gid.z / ${phases}u;
  let pw = gid.z % ${phases}u;
  let rows = (${inH + stride - 1}u - ph) / ${stride}u;
  let columns = (${inW + stride - 1}u - pw) / ${stride}u;
  let pixels = step.n * rows * columns;
  let m0 = gid.y * ${PIXELS}u;
  if (m0 >= pixels || gid.x >= ${tilesX}u) { return; }
  let c0 = gid.x * ${tile * 4}u;
  var images: array<i32, ${PIXELS}>;
  var tops: array<i32, ${PIXELS}>;
  var lefts: array<i32, ${PIXELS}>;
  var at: array<u32, ${PIXELS}>;
  var inside: array<f32, ${PIXELS}>;
  for (var p = 0u; p < ${PIXELS}u; p++) {
    let m = min(m0 + p, pixels - 1u);
    images[p] = i32(m / (rows * columns));
    tops[p] = i32((m / columns) % rows * ${stride}u + ph);
    lefts[p] = i32((m % columns) * ${stride}u + pw);
  }
${lines(PIXELS, (p) =>
  range(tile)
    .map((q) => `  var a${p}${q} = vec4f(0);`)
    .join(' '),
)}
  for (var kh = i32(ph + ${padding}u) % ${stride}; kh < ${k}; kh += ${stride}) {
    for (var kw = i32(pw + ${padding}u) % ${stride}; kw < ${k}; kw += ${stride}) {
      for (var p = 0u; p < ${PIXELS}u; p++) {
        let y = tops[p] + ${padding} - kh;
        let x = lefts[p] + ${padding} - kw;
        let valid = y >= 0 && y < ${outH * stride} && x >= 0 && x < ${outW * stride};
        at[p] = u32(select(0, ((images[p] * ${outH} + y / ${stride}) * ${outW} + x / ${stride}) * ${outQ}, valid));
        inside[p] = select(0.0, 1.0, valid);
      }
      var wi = (u32(kh * ${k} + kw) * ${shape.inC}u + c0) * ${outQ}u;
      for (var o = 0u; o < ${outQ}u; o++) {
${lines(PIXELS, (p) => `        let d${p} = dy[at[${p}] + o] * inside[${p}];`)}
${lines(
  tile,
  (q) =>
    `        { let m = ${matrix(q)}; ${range(PIXELS)
      .map((p) => `a${p}${q} += d${p} * m;`)
      .join(' ')} }`,
)}
        wi++;
      }
    }
  }
${lines(
  PIXELS,
  (p) => `  if (m0 + ${p}u < pixels) {
    let o = u32((images[${p}] * ${inH} + tops[${p}]) * ${inW} + lefts[${p}]) * ${inQ}u + gid.x * ${tile}u;
    ${range(tile)
      .map((q) => `dx[o + ${q}u] = a${p}${q}${accumulate ? ` + dx[o + ${q}u]` : ''};`)
      .join(' ')}
  }`,
)}
}`
  const largest = phaseCount(inH, stride, 0) * phaseCount(inW, stride, 0)
  return kernel({
    name: `conv-input-gradient-registers ${shapeName(shape)}${accumulate ? ' +=' : ''}`,
    bindings: { dy: read(), w: read(), dx: write() },
    code,
    grid: (n) => foldedGrid(ceilDiv(tilesX, wx), ceilDiv(ceilDiv(n * largest, PIXELS), wy), phases * phases),
    flops: convFlops(shape),
  })
}

/** How many parts the sum over n, outH and outW is cut into; more than one needs `reduceParts` after it. */
export function filterSplitsRegisters(shape: ConvShape, widest?: Widest): number {
  const { taps, ciTile, coTile } = filterTile(shape, widest)
  const invocations = (shape.kernel ** 2 / taps) * (inQuads(shape) / ciTile) * (shape.outC / 4 / coTile)
  return Math.max(1, Math.min(16, Math.floor(256 / invocations)))
}

/** The stem's three channels make a poor tile of one tap, so there a tile is a whole row of taps. */
function filterTile(shape: ConvShape, widest?: Widest): { taps: number; ciTile: number; coTile: number } {
  const inQ = inQuads(shape)
  const coTile = quadTile(shape.outC / 4, widest)
  return shape.inC === 3 ? { taps: shape.kernel, ciTile: 1, coTile } : { taps: 1, ciTile: quadTile(inQ, widest), coTile }
}

/**
 * dw = gradient of the weights, from x and dy, `[kernel*kernel, inC, outC]`. With one split it goes to (or is added to) `dw` itself;
 * with more, each split's sum goes to `dw[split]`.
 */
export function convFilterGradientRegisters(shape: ConvShape, splits: number, widest?: Widest): KernelSpec<'x' | 'dy' | 'dw'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outH, outW } = shape
  const { taps, ciTile, coTile } = filterTile(shape, widest)
  const inQ = inQuads(shape)
  const outQ = shape.outC / 4
  const tilesX = outQ / coTile
  const tilesY = inQ / ciTile
  const [wx] = workgroup(tilesX)
  const wy = tilesY % 4 === 0 ? 4 : tilesY % 2 === 0 ? 2 : 1
  const size = weightSize(shape) / 4
  const used = Math.min(inC, 4)
  // Rows of the tile: (tap, quad of input channels), four accumulator vectors each (three at the stem).
  const tileRows = range(taps).flatMap((t) => range(ciTile).map((c) => ({ t, c, id: `${t}_${c}` })))
  const lanes = 'xyzw'
  const names = tileRows.flatMap(({ id }) => range(used).flatMap((l) => range(coTile).map((o) => `a${id}_${l}_${o}`)))
  const single = taps === 1
  // The last position whose tap lies inside; whole numbers are cut towards zero, which is no floor where the numerator is below it.
  const most = inW - 1 + padding
  const lastInside = stride === 1 || most >= k - 1 ? `(${most} - kw) / ${stride}` : `(${most + stride} - kw) / ${stride} - 1`
  const code = /* wgsl */ `
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= ${tilesX}u || gid.y >= ${tilesY}u) { return; }
  let tapGroup = i32(gid.z % ${(k * k) / taps}u);
  let split = gid.z / ${(k * k) / taps}u;
  let kh = tapGroup / ${single ? k : 1};
  let kw = ${single ? `tapGroup % ${k}` : '0'};
  let o0 = gid.x * ${coTile}u;
  let c0 = gid.y * ${ciTile}u;
  let total = i32(step.n) * ${outH};
  let share = (total + ${splits - 1}) / ${splits};
  let begin = i32(split) * share;
  let end = min(begin + share, total);
  let first = ${single ? `max(0, (${padding} - kw + ${stride - 1}) / ${stride})` : '0'};
  let last = ${single ? `min(${outW - 1}, ${lastInside})` : outW - 1};
${names.map((name) => `  var ${name} = vec4f(0);`).join('\n')}
  for (var row = begin; row < end; row++) {
    let image = row / ${outH};
    let ih = (row % ${outH}) * ${stride} + kh - ${padding};
    if (ih < 0 || ih >= ${inH}) { continue; }
    for (var ow = first; ow <= last; ow++) {
      let di = u32(row * ${outW} + ow) * ${outQ}u + o0;
      let iw = ow * ${stride} + kw - ${padding};
      let xi = u32((image * ${inH} + ih) * ${inW}${single ? ' + iw' : ''}) * ${inQ}u + c0;
${lines(coTile, (o) => `      let d${o} = dy[di + ${o}u];`)}
${tileRows
  .map(({ t, c, id }) => {
    const load = single
      ? `x[xi + ${c}u]`
      : `select(vec4f(0), x[xi + u32(clamp(iw + ${t}, 0, ${inW - 1})) * ${inQ}u], iw + ${t} >= 0 && iw + ${t} < ${inW})`
    const sums = range(used).flatMap((l) => range(coTile).map((o) => `a${id}_${l}_${o} += v.${lanes[l]} * d${o};`))
    return `      { let v = ${load}; ${sums.join(' ')} }`
  })
  .join('\n')}
    }
  }
  let base = ${splits > 1 ? `split * ${size}u + ` : ''}u32(kh * ${k} + kw) * ${inC * outQ}u + c0 * ${4 * outQ}u + o0;
${splits > 1 ? '' : '  let keep = select(1.0, 0.0, step.first == 1u);'}
${tileRows
  .map(({ t, c, id }) =>
    range(used)
      .flatMap((l) =>
        range(coTile).map((o) => {
          const at = `base + ${t * inC * outQ + (c * 4 + l) * outQ + o}u`
          return `  dw[${at}] = a${id}_${l}_${o}${splits > 1 ? '' : ` + select(vec4f(0), dw[${at}], keep > 0.0)`};`
        }),
      )
      .join('\n'),
  )
  .join('\n')}
}`
  return kernel({
    name: `conv-filter-gradient-registers ${shapeName(shape)}${splits > 1 ? ` /${splits}` : ''}`,
    bindings: { x: read(), dy: read(), dw: write() },
    code,
    grid: () => [ceilDiv(tilesX, wx), ceilDiv(tilesY, wy), ((k * k) / taps) * splits],
    flops: convFlops(shape),
  })
}
