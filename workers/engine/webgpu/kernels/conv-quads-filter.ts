/**
 * The filter gradient of conv-quads.ts: the product of activations and output gradients over pixels, four pictures a turn.
 *
 * A quad has a tile of 32 input x 32 output channels at one tap. Lanes load input channels of their own and get their neighbours' by swaps;
 * output channels are each lane's own. The loops run over the places that the tap meets inside the picture, so nothing is masked but pictures
 * beyond the batch.
 */
import { type KernelSpec, kernel, read, write } from '../kernel'
import { LANES, lanesQuads, swapped } from './conv-quads'
import { type ConvShape, ceilDiv, checkShape, convFlops, inQuads, range, shapeName, weightSize } from './conv-shape'

/** The rows of a tile: `loads` quads of input channels a lane; at the stem, whose pixels are one quad, a row of taps takes their place. */
function tileOf(shape: ConvShape) {
  const stem = shape.inC === 3
  const rows = stem ? shape.kernel : inQuads(shape)
  const loads = rows > 4 ? 2 : 1
  return { stem, rows, loads, tilesY: ceilDiv(rows, 4 * loads), taps: stem ? shape.kernel : shape.kernel ** 2 }
}

/** How many parts the sum over output rows is cut into; more than one needs `reduceParts` after it. */
export function filterSplitsQuads(shape: ConvShape): number {
  const { tilesY, taps } = tileOf(shape)
  const groups = taps * tilesY * ceilDiv(shape.outC / 4, 4 * lanesQuads(shape.outC / 4))
  return Math.max(1, Math.min(shape.outH, Math.floor(64 / groups)))
}

/**
 * dw = gradient of the weights, from x and dy, `[kernel*kernel, inC, outC]`. With one split it goes to (or is added to) `dw` itself;
 * with more, each split's sum goes to `dw[split]`.
 */
export function convFilterGradientQuads(shape: ConvShape, splits: number): KernelSpec<'x' | 'dy' | 'dw'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outH, outW } = shape
  const { stem, rows, loads, tilesY, taps } = tileOf(shape)
  const inQ = inQuads(shape)
  const outQ = shape.outC / 4
  const tile = lanesQuads(outQ)
  const size = weightSize(shape) / 4
  const lanes = 'xyzw'
  const used = range(Math.min(inC, 4))
  /** Place of a sum: after the tile's row of swap s (see conv-quads.ts), its channel l, its output quad q. */
  const place = (i: number, s: number, l: number, q: number) => ((i * 4 + s) * used.length + l) * tile + q
  /** What load i takes of picture r. */
  const load = (i: number, r: number) => (stem ? `x[u${r} + u32(clamp(iw + i32(r${i}), 0, ${inW - 1}))] * inside${i}` : `x[u${r} + r${i}]`)
  const turn = /* wgsl */ `
${range(4)
  .map(
    (r) =>
      `        let b${r} = min(b + ${r}u, n - 1u); let u${r} = b${r} * ${inH * inW * inQ}u + xi; let d${r} = b${r} * ${outH * outW * outQ}u + di;`,
  )
  .join('\n')}
        let pictures = vec4f(vec4u(b, b + 1u, b + 2u, b + 3u) < vec4u(n));
${range(tile)
  .map(
    (q) =>
      `        let m${q} = mat4x4f(${range(4)
        .map((r) => `dy[d${r} + ${q}u] * pictures[${r}]`)
        .join(', ')});`,
  )
  .join('\n')}
${range(loads)
  .map(
    (i) =>
      `        { ${range(4)
        .map((r) => `let v${r} = ${load(i, r)};`)
        .join(' ')}
${used
  .map(
    (l) =>
      `          { ${swapped(
        [
          `vec4f(${range(4)
            .map((r) => `v${r}.${lanes[l]}`)
            .join(', ')})`,
        ],
        ([x], s) =>
          range(tile)
            .map((q) => `sums[${place(i, s, l, q)}] += m${q} * ${x};`)
            .join(' '),
      )} }`,
  )
  .join('\n')} }`,
  )
  .join('\n')}`
  const code = /* wgsl */ `
@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tap = i32(wg.z % ${taps}u);
  let split = wg.z / ${taps}u;
  let kh = tap${stem ? '' : ` / ${k}`};
  let kw = ${stem ? '0' : `tap % ${k}`};
  let own = (wg.x * 4u + lane) * ${tile}u;
  let o0 = min(own, ${outQ - tile}u);
  let share = ${Math.ceil(outH / splits)};
  let top = max(i32(split) * share, (max(${padding} - kh, 0) + ${stride - 1}) / ${stride});
  let bottom = min(min((i32(split) + 1) * share, ${outH}) - 1, (${inH - 1 + padding + stride} - kh) / ${stride} - 1);
  let first = ${stem ? '0' : `(max(${padding} - kw, 0) + ${stride - 1}) / ${stride}`};
  let last = ${stem ? `${outW - 1}` : `min(${outW - 1}, (${inW - 1 + padding + stride} - kw) / ${stride} - 1)`};
${range(loads)
  .map((i) => `  let r${i} = min(wg.y * ${4 * loads}u + ${i * 4}u + lane, ${rows - 1}u);`)
  .join('\n')}
  var sums: array<vec4f, ${loads * 4 * used.length * tile}>;
  let n = step.n;
  for (var oh = top; oh <= bottom; oh++) {
    let ih = oh * ${stride} + kh - ${padding};
    for (var ow = first; ow <= last; ow++) {
      let iw = ow * ${stride} + kw - ${padding};
      let xi = u32(ih * ${inW}${stem ? '' : ' + iw'}) * ${inQ}u;
      let di = u32(oh * ${outW} + ow) * ${outQ}u + o0;
${
  stem
    ? range(loads)
        .map((i) => `      let inside${i} = select(0.0, 1.0, iw + i32(r${i}) >= 0 && iw + i32(r${i}) < ${inW});`)
        .join('\n')
    : ''
}
      for (var b = 0u; b < n; b += 4u) {${turn}
      }
    }
  }
${LANES}
  // Only a loop skips a load on these adapters, which run both sides of a branch: a first micro-batch reads nothing.
  for (var t = 0u; t < ${loads * 4}u; t++) {
    let row = wg.y * ${4 * loads}u + (t & ~3u) + lanes[t & 3u];
    let stored = row < ${rows}u && own < ${outQ}u;
    let base = ${splits > 1 ? `split * ${size}u + ` : ''}(u32(kh * ${k}${stem ? '' : ' + kw'}) * ${inC}u + row * ${stem ? 3 : 4}u) * ${outQ}u + o0;
    for (var l = 0u; l < ${used.length}u; l++) {
      for (var q = 0u; q < ${tile}u; q++) {
        let at = base + l * ${outQ}u + q;
        var sum = sums[(t * ${used.length}u + l) * ${tile}u + q];
        ${splits > 1 ? '' : 'for (var more = step.first; more == 0u; more++) { sum += dw[at]; }'}
        if (stored) { dw[at] = sum; }
      }
    }
  }
}`
  return kernel({
    name: `conv-filter-gradient-quads ${shapeName(shape)}${splits > 1 ? ` /${splits}` : ''}`,
    bindings: { x: read(), dy: read(), dw: write() },
    code,
    subgroups: true,
    grid: () => [ceilDiv(outQ, 4 * tile), tilesY, taps * splits],
    flops: convFlops(shape),
  })
}
