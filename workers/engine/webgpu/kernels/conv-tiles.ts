/**
 * Convolutions as implicit matrix products over workgroup-memory tiles, for GPUs: one template, three ways to gather its operands.
 *
 * forward:         rows = output pixels, columns = output channels, depth = taps x input channels
 * input gradient:  rows = input pixels of one stride phase, columns = input channels, depth = the phase's taps x output channels
 * filter gradient: rows = taps x input channels, columns = output channels, depth = output pixels (cut into splits)
 *
 * Both operands are staged as `[depth][row]` and `[depth][column]`; each of 256 invocations holds `tm` x `tn` sums. All global loads are vec4.
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

const DEPTH = 16

/** Rows and columns an invocation holds; a workgroup of 16 x 16 holds sixteen times as many. */
export interface Tile {
  readonly tm: 4 | 8
  readonly tn: 4
}

/** Tall tiles reuse more, but only where there are enough of them to fill a GPU. */
export const tileFor = (rows: number, columns: number, tm?: Tile['tm']): Tile => ({
  tm: tm ?? (ceilDiv(rows, 128) * ceilDiv(columns, 64) >= 256 ? 8 : 4),
  tn: 4,
})

interface Product {
  readonly tile: Tile
  /** Of the grid: phases, or splits; 1 of most. */
  readonly layers?: number
  /** WGSL run once, before the loop: sets `rows` and declares `begin` and `end` of the depth (u32, uniform over the workgroup). */
  readonly setup: string
  /** WGSL function bodies returning vec4f. Along rows/columns: four consecutive ones at one depth; else four consecutive depths. */
  readonly loadA: string
  readonly aAlong: 'rows' | 'depth'
  readonly loadB: string
  readonly bAlong: 'columns' | 'depth'
  /** Number of columns, a multiple of 4. */
  readonly columns: number
  /** WGSL with `row`, `column` (first of four) and `acc` in scope. */
  readonly store: string
  /** WGSL at module scope. */
  readonly globals?: string
}

export function tilesProduct({
  tile: { tm, tn },
  layers = 1,
  setup,
  loadA,
  aAlong,
  loadB,
  bAlong,
  columns,
  store,
  globals = '',
}: Product): string {
  const bm = 16 * tm
  const bn = 16 * tn
  // A tile of `extent` x DEPTH floats is loaded as vec4s, `extent * DEPTH / 4 / 256` an invocation.
  const stage = (target: string, extent: number, along: boolean, load: string) =>
    lines((extent * DEPTH) / 4 / 256, (pass) => {
      const slot = `(lane + ${pass * 256}u)`
      return along
        ? /* wgsl */ `    {
      let d = ${slot} / ${extent / 4}u;
      let at = ${slot} % ${extent / 4}u * 4u;
      let v = ${load}(${target === 'tileA' ? 'rowFrom' : 'columnFrom'} + at, depth + d);
      let s = d * ${extent}u + at;
      ${range(4)
        .map((l) => `${target}[s + ${l}u] = v[${l}];`)
        .join(' ')}
    }`
        : /* wgsl */ `    {
      let at = ${slot} / ${DEPTH / 4}u;
      let d = ${slot} % ${DEPTH / 4}u * 4u;
      let v = ${load}(${target === 'tileA' ? 'rowFrom' : 'columnFrom'} + at, depth + d);
      let s = d * ${extent}u + at;
      ${range(4)
        .map((l) => `${target}[s + ${l * extent}u] = v[${l}];`)
        .join(' ')}
    }`
    })
  return /* wgsl */ `
var<workgroup> tileA: array<f32, ${bm * DEPTH}>;
var<workgroup> tileB: array<f32, ${bn * DEPTH}>;
var<private> rows: u32;
var<private> depthTo: u32;
${globals}
fn loadA(row: u32, d: u32) -> vec4f {
  if (row >= rows || d >= depthTo) { return vec4f(0); }
  ${loadA}
}
fn loadB(column: u32, d: u32) -> vec4f {
  if (column >= ${columns}u || d >= depthTo) { return vec4f(0); }
  ${loadB}
}
@compute @workgroup_size(16, 16)
fn main(${FOLDED}, @builtin(local_invocation_id) lid: vec3u, @builtin(local_invocation_index) lane: u32) {
  ${unfolded(layers)}
  ${setup}
  depthTo = end;
  let columnFrom = wg.x * ${bn}u;
  let rowFrom = wg.y * ${bm}u;
  ${range(tm)
    .map((m) => `var c${m} = vec4f(0);`)
    .join(' ')}
  for (var depth = begin; depth < end; depth += ${DEPTH}u) {
${stage('tileA', bm, aAlong === 'rows', 'loadA')}
${stage('tileB', bn, bAlong === 'columns', 'loadB')}
    workgroupBarrier();
    for (var d = 0u; d < ${DEPTH}u; d++) {
      let a = d * ${bm}u + lid.y * ${tm}u;
      let b = d * ${bn}u + lid.x * 4u;
      let v = vec4f(tileB[b], tileB[b + 1u], tileB[b + 2u], tileB[b + 3u]);
      ${range(tm)
        .map((m) => `c${m} = fma(vec4f(tileA[a + ${m}u]), v, c${m});`)
        .join(' ')}
    }
    workgroupBarrier();
  }
  let column = columnFrom + lid.x * 4u;
  if (column >= ${columns}u) { return; }
${lines(tm, (m) => `  { let row = rowFrom + lid.y * ${tm}u + ${m}u; if (row < rows) { let acc = c${m}; ${store} } }`)}
}`
}

/** y = conv(x, w), then the epilogue. @param tm rows an invocation holds, by the amount of work where it is not given; the gradients' likewise */
export function convForwardTiles(shape: ConvShape, batch: number, epilogue: ConvEpilogue, tm?: Tile['tm']): KernelSpec {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outW, outC } = shape
  const inQ = inQuads(shape)
  const pixels = outPixels(shape)
  const tile = tileFor(batch * pixels, outC, tm)
  const padded = inC % 4 !== 0
  return kernel<string>({
    name: `conv-forward-tiles ${shapeName(shape)}${epilogueName(epilogue)}`,
    bindings: {
      x: read(),
      w: read(),
      y: write(),
      ...epilogueBindings(epilogue),
    },
    code: tilesProduct({
      tile,
      setup: `rows = step.n * ${pixels}u; let begin = 0u; let end = ${k * k * inQ * 4}u;`,
      aAlong: 'depth',
      loadA: /* wgsl */ `let tap = d / ${inQ * 4}u;
  let ih = i32(row % ${pixels}u / ${outW}u * ${stride}u + tap / ${k}u) - ${padding};
  let iw = i32(row % ${outW}u * ${stride}u + tap % ${k}u) - ${padding};
  if (ih < 0 || ih >= ${inH} || iw < 0 || iw >= ${inW}) { return vec4f(0); }
  return x[((row / ${pixels}u * ${inH}u + u32(ih)) * ${inW}u + u32(iw)) * ${inQ}u + d % ${inQ * 4}u / 4u];`,
      bAlong: 'columns',
      loadB: padded
        ? `let c = d % 4u; if (c >= ${inC}u) { return vec4f(0); } return w[((d / 4u * ${inC}u + c) * ${outC}u + column) / 4u];`
        : `return w[(d * ${outC}u + column) / 4u];`,
      columns: outC,
      store: `let o = (row * ${outC}u + column) / 4u; y[o] = ${epilogueOf(epilogue, 'acc', 'o', 'column / 4u')};`,
    }),
    grid: (n) => foldedGrid(ceilDiv(outC, 16 * tile.tn), ceilDiv(n * pixels, 16 * tile.tm), 1),
    flops: convFlops(shape),
  })
}

/** dx = gradient of the input; a layer of the grid is one phase of the stride, so no tap is multiplied by zeros. */
export function convInputGradientTiles(
  shape: ConvShape,
  batch: number,
  accumulate: boolean,
  tm?: Tile['tm'],
): KernelSpec<'dy' | 'w' | 'dx'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outH, outW, outC } = shape
  const inQ = inQuads(shape)
  const outQ = outC / 4
  const largest = phaseCount(inH, stride, 0) * phaseCount(inW, stride, 0)
  const tile = tileFor(batch * largest * stride * stride, inC, tm)
  const phases = gradientPhases(shape, accumulate)
  const taps = (phase: string) => `((${k - 1 + stride}u - (${phase} + ${padding}u) % ${stride}u) / ${stride}u)`
  return kernel({
    name: `conv-input-gradient-tiles ${shapeName(shape)}${accumulate ? ' +=' : ''}`,
    bindings: { dy: read(), w: read(), dx: write() },
    code: tilesProduct({
      tile,
      layers: phases * phases,
      globals: /* wgsl */ `
var<private> phase: vec2u;
var<private> extent: vec2u;
var<private> tapsX: u32;`,
      setup: /* wgsl */ `phase = vec2u(wg.z % ${phases}u, wg.z / ${phases}u);
  extent = (vec2u(${inW + stride - 1}u, ${inH + stride - 1}u) - phase) / ${stride}u;
  rows = step.n * extent.x * extent.y;
  tapsX = ${taps('phase.x')};
  let begin = 0u;
  let end = ${taps(`(wg.z % ${phases}u)`)} * (${taps(`(wg.z / ${phases}u)`)}) * ${outC}u;`,
      aAlong: 'depth',
      loadA: /* wgsl */ `let tap = d / ${outC}u;
  let kh = (phase.y + ${padding}u) % ${stride}u + tap / tapsX * ${stride}u;
  let kw = (phase.x + ${padding}u) % ${stride}u + tap % tapsX * ${stride}u;
  let y = i32(row / extent.x % extent.y * ${stride}u + phase.y + ${padding}u) - i32(kh);
  let x = i32(row % extent.x * ${stride}u + phase.x + ${padding}u) - i32(kw);
  if (y < 0 || y >= ${outH * stride} || x < 0 || x >= ${outW * stride}) { return vec4f(0); }
  return dy[((row / (extent.x * extent.y) * ${outH}u + u32(y) / ${stride}u) * ${outW}u + u32(x) / ${stride}u) * ${outQ}u + d % ${outC}u / 4u];`,
      bAlong: 'depth',
      loadB: /* wgsl */ `let tap = d / ${outC}u;
  let kh = (phase.y + ${padding}u) % ${stride}u + tap / tapsX * ${stride}u;
  let kw = (phase.x + ${padding}u) % ${stride}u + tap % tapsX * ${stride}u;
  return w[((kh * ${k}u + kw) * ${inC}u + column) * ${outQ}u + d % ${outC}u / 4u];`,
      columns: inC,
      store: /* wgsl */ `
    let h = row / extent.x % extent.y * ${stride}u + phase.y;
    let at = ((row / (extent.x * extent.y) * ${inH}u + h) * ${inW}u + row % extent.x * ${stride}u + phase.x) * ${inQ}u + column / 4u;
    dx[at] = acc${accumulate ? ' + dx[at]' : ''};`,
    }),
    grid: (n) => foldedGrid(ceilDiv(inC, 16 * tile.tn), ceilDiv(n * largest, 16 * tile.tm), phases * phases),
    flops: convFlops(shape),
  })
}

const filterRows = (shape: ConvShape): number => shape.kernel ** 2 * inQuads(shape) * 4

export function filterSplitsTiles(shape: ConvShape, batch: number): number {
  const tiles = ceilDiv(filterRows(shape), 64) * ceilDiv(shape.outC, 64)
  const depth = batch * outPixels(shape)
  // About 512 workgroups fill a large GPU; a part of less than 128 pixels is not worth its reduction.
  return Math.max(1, Math.min(64, ceilDiv(512, tiles), Math.floor(depth / 128)))
}

/** dw = gradient of the weights; with more than one split each split's sum goes to `dw[split]`. */
export function convFilterGradientTiles(shape: ConvShape, splits: number, tm: Tile['tm'] = 4): KernelSpec<'x' | 'dy' | 'dw'> {
  checkShape(shape)
  const { kernel: k, stride, padding, inH, inW, inC, outW, outC } = shape
  const inQ = inQuads(shape)
  const pixels = outPixels(shape)
  const tile: Tile = { tm, tn: 4 }
  const rows = filterRows(shape)
  const size = weightSize(shape) / 4
  const at = `(row / ${inQ * 4}u * ${inC}u + row % ${inQ * 4}u) * ${outC / 4}u + column / 4u`
  return kernel({
    name: `conv-filter-gradient-tiles ${shapeName(shape)}${splits > 1 ? ` /${splits}` : ''}`,
    bindings: { x: read(), dy: read(), dw: write() },
    code: tilesProduct({
      tile,
      layers: splits,
      setup: /* wgsl */ `rows = ${rows}u;
  let share = (step.n * ${pixels}u + ${splits - 1}u) / ${splits}u;
  let begin = wg.z * share;
  let end = min(begin + share, step.n * ${pixels}u);`,
      aAlong: 'rows',
      loadA: /* wgsl */ `let tap = row / ${inQ * 4}u;
  let ih = i32(d % ${pixels}u / ${outW}u * ${stride}u + tap / ${k}u) - ${padding};
  let iw = i32(d % ${outW}u * ${stride}u + tap % ${k}u) - ${padding};
  if (ih < 0 || ih >= ${inH} || iw < 0 || iw >= ${inW}) { return vec4f(0); }
  return x[((d / ${pixels}u * ${inH}u + u32(ih)) * ${inW}u + u32(iw)) * ${inQ}u + row % ${inQ * 4}u / 4u];`,
      bAlong: 'columns',
      loadB: `return dy[(d * ${outC}u + column) / 4u];`,
      columns: outC,
      store: storeFilter(at, size, splits, inC),
    }),
    grid: () => foldedGrid(ceilDiv(outC, 16 * tile.tn), ceilDiv(rows, 16 * tile.tm), splits),
    flops: convFlops(shape),
  })
}

function storeFilter(at: string, size: number, splits: number, inC: number): string {
  const guard = inC % 4 === 0 ? 'true' : `row % 4u < ${inC}u`
  const store = splits > 1 ? `dw[wg.z * ${size}u + at] = acc;` : 'dw[at] = acc + select(dw[at], vec4f(0), step.first == 1u);'
  return `if (${guard}) { let at = ${at}; ${store} }`
}
