/** Winograd's 16 products of matrices, a layer of the grid each, by the ways of each family: see conv-registers.ts, conv-quads.ts and conv-tiles.ts. */
import type { KernelFamily } from '../device'
import { FOLDED, foldedGrid, type Grid, type KernelSpec, kernel, read, unfolded, write } from '../kernel'
import { LANES, LOADS, lanesQuads, quadsProduct, ROWS, STORES, swapped } from './conv-quads'
import { PIXELS, quadTile, workgroup } from './conv-registers'
import { ceilDiv, lines, range } from './conv-shape'
import { type Tile, tileFor, tilesProduct } from './conv-tiles'

/** Products for a tile of 2 x 2 outputs: places of the transformed squares of 4 x 4. */
export const POINTS = 16

export interface WinogradProduct {
  readonly name: string
  /** Rows of `v` and `m`, a multiple of 32; beyond those that are used something is computed that nobody reads. */
  readonly rows: number
  /** Rows used by a batch of n. */
  readonly used: (n: number) => number
  readonly inC: number
  readonly outC: number
  /** Of v `[16, rows, outC]` with the transpose of u at the mirrored points, as the input gradient needs it; else of v `[16, rows, inC]`. */
  readonly mirrored: boolean
  readonly flops: (n: number) => number
}

/** What the ways of all families go by. */
interface Form extends WinogradProduct {
  /** Channel quads of v and of m. */
  readonly depth: number
  readonly columns: number
  /** WGSL: where the point's part of u begins. */
  readonly uFrom: string
  /** Quads from one row of u to the next. */
  readonly uRow: number
}

/** m = v u at each point. u `[16, inC, outC]` */
export function product(family: KernelFamily, asked: WinogradProduct): KernelSpec {
  const { name, inC, outC, mirrored, rows, flops } = asked
  // Mirrored weights at the points 0, 1, -1 and infinity are those at infinity, 1, -1 and 0.
  const flipped = (side: string) => `select(${side}, 3u - ${side}, ${side} % 3u == 0u)`
  const point = mirrored ? `(${flipped('(wg.z / 4u)')} * 4u + ${flipped('(wg.z % 4u)')})` : 'wg.z'
  const [depth, columns] = mirrored ? [outC / 4, inC / 4] : [inC / 4, outC / 4]
  const form: Form = { ...asked, depth, columns, uFrom: `${point} * ${(inC * outC) / 4}u`, uRow: outC / 4 }
  const { code, grid, subgroups } = WAYS[family](form)
  return kernel<string>({
    name: `${name}-${family} ${rows}x${depth * 4} -> ${columns * 4}`,
    bindings: { v: read(), u: read(), m: write() },
    code,
    grid: (n) => grid(asked.used(n)),
    flops,
    ...(subgroups ? { subgroups } : {}),
  })
}

interface Way {
  readonly code: string
  /** Workgroups for so many rows. */
  readonly grid: (rows: number) => Grid
  readonly subgroups?: boolean
}

const WAYS: Readonly<Record<KernelFamily, (form: Form) => Way>> = { registers: byRegisters, quads: byQuads, tiles: byTiles }

/** u's part for depth quad and column quad q0 + q, whose first row begins at `wi`. */
const matrixOf = ({ mirrored, uRow }: Form, q: number, wi: string): string =>
  `mat4x4f(${range(4)
    .map((r) => (mirrored ? `u[${wi} + ${(q * 4 + r) * uRow}u]` : `u[${wi} + ${r * uRow + q}u]`))
    .join(', ')})`
/** Where that is at the first depth quad, and how far it is to the next. */
const matrixFrom = ({ mirrored, uFrom, uRow }: Form): string => `${uFrom} + q0${mirrored ? ` * ${4 * uRow}u` : ''}`
const matrixStep = ({ mirrored, uRow }: Form): string => (mirrored ? '1u' : `${4 * uRow}u`)
const times = ({ mirrored }: Form, m: string, x: string): string => (mirrored ? `${x} * ${m}` : `${m} * ${x}`)

function byRegisters(form: Form): Way {
  const { rows, depth, columns } = form
  const tile = quadTile(columns)
  const tilesX = columns / tile
  const [wx, wy] = workgroup(tilesX)
  const code = /* wgsl */ `
@compute @workgroup_size(${wx}, ${wy})
fn main(${FOLDED}, @builtin(local_invocation_id) lid: vec3u) {
  ${unfolded(POINTS)}
  let column = wg.x * ${wx}u + lid.x;
  let row = (wg.y * ${wy}u + lid.y) * ${PIXELS}u;
  if (row >= ${rows}u || column >= ${tilesX}u) { return; }
  let q0 = column * ${tile}u;
  let at = (wg.z * ${rows}u + row) * ${depth}u;
  var wi = ${matrixFrom(form)};
${lines(PIXELS, (p) =>
  range(tile)
    .map((q) => `  var a${p}${q} = vec4f(0);`)
    .join(' '),
)}
  for (var c = 0u; c < ${depth}u; c++) {
${lines(PIXELS, (p) => `    let x${p} = v[at + ${p * depth}u + c];`)}
${lines(
  tile,
  (q) =>
    `    { let w${q} = ${matrixOf(form, q, 'wi')}; ${range(PIXELS)
      .map((p) => `a${p}${q} += ${times(form, `w${q}`, `x${p}`)};`)
      .join(' ')} }`,
)}
    wi += ${matrixStep(form)};
  }
  let o = (wg.z * ${rows}u + row) * ${columns}u + q0;
${lines(PIXELS, (p) =>
  range(tile)
    .map((q) => `  m[o + ${p * columns + q}u] = a${p}${q};`)
    .join(' '),
)}
}`
  return { code, grid: (used) => foldedGrid(ceilDiv(tilesX, wx), ceilDiv(ceilDiv(used, PIXELS), wy), POINTS) }
}

function byQuads(form: Form): Way {
  const { rows, depth, columns } = form
  const tile = lanesQuads(columns)
  const body = quadsProduct(
    tile,
    depth,
    matrixStep(form),
    (j, c) => `v[at[${j}] + ${c}]`,
    (q, wi) => matrixOf(form, q, wi),
    (m, x) => times(form, m, x),
  )
  const code = /* wgsl */ `
@compute @workgroup_size(4)
fn main(${FOLDED}, @builtin(local_invocation_index) lane: u32) {
  ${unfolded(POINTS)}
  if (wg.y * ${ROWS}u >= ${rows}u) { return; }
  let own = (wg.x * 4u + lane) * ${tile}u;
  let q0 = min(own, ${columns - tile}u);
  let top = wg.z * ${rows}u + wg.y * ${ROWS}u;
  var at: array<u32, ${LOADS}>;
  for (var j = 0u; j < ${LOADS}u; j++) { at[j] = (top + j * 4u + lane) * ${depth}u; }
  var sums: array<vec4f, ${ROWS * tile}>;
  var wi = ${matrixFrom(form)};
  {
${body}
  }
${LANES}
  for (var r = 0u; r < ${ROWS}u; r++) {
    let out = (top + (r & ~3u) + lanes[r & 3u]) * ${columns}u + q0;
    let stored = own < ${columns}u;
${STORES(tile, 'm[o] = sum;')}
}`
  return { code, subgroups: true, grid: (used) => foldedGrid(ceilDiv(columns, 4 * tile), ceilDiv(used, ROWS), POINTS) }
}

function byTiles(form: Form): Way {
  const { rows, depth, columns, mirrored, uFrom, uRow } = form
  const tile = tileFor(rows * POINTS, columns * 4)
  const code = tilesProduct({
    tile,
    layers: POINTS,
    globals: /* wgsl */ `
var<private> vFrom: u32;
var<private> uFrom: u32;`,
    setup: /* wgsl */ `rows = ${rows}u;
  vFrom = wg.z * ${rows * depth}u;
  uFrom = ${uFrom};
  let begin = 0u;
  let end = ${depth * 4}u;`,
    aAlong: 'depth',
    loadA: `return v[vFrom + row * ${depth}u + d / 4u];`,
    bAlong: mirrored ? 'depth' : 'columns',
    loadB: mirrored ? `return u[uFrom + column * ${uRow}u + d / 4u];` : `return u[uFrom + d * ${uRow}u + column / 4u];`,
    columns: columns * 4,
    store: `m[(wg.z * ${rows}u + row) * ${columns}u + column / 4u] = acc;`,
  })
  return { code, grid: (used) => foldedGrid(ceilDiv(columns * 4, 16 * tile.tn), ceilDiv(used, 16 * tile.tm), POINTS) }
}

export interface WinogradFilterProduct {
  readonly name: string
  readonly rows: number
  /** WGSL: rows that count. Up to the next four there are zeros. */
  readonly count: string
  readonly inC: number
  readonly outC: number
  readonly splits: number
  /** Else it adds to what is there. */
  readonly isFirst: boolean
  readonly flops: (n: number) => number
}

/** Parts that the sum over tiles is cut into: GPUs are filled by about 512 workgroups; on the processor 16 points are enough work for all of its cores. */
export function filterParts(family: KernelFamily, inC: number, outC: number, rows: number): number {
  if (family !== 'tiles') return 1
  const groups = POINTS * ceilDiv(inC, 64) * ceilDiv(outC, 64)
  return Math.max(1, Math.min(16, ceilDiv(512, groups), Math.floor(rows / 128)))
}

/** sums = v' m at each point: v `[16, rows, inC]`, m `[16, rows, outC]`, sums `[splits, 16, inC, outC]`. */
export function filterProduct(family: KernelFamily, asked: WinogradFilterProduct): KernelSpec {
  const { code, grid, subgroups } = FILTER_WAYS[family](asked)
  const { name, splits, flops } = asked
  return kernel<string>({
    name: `${name}${splits > 1 ? ` /${splits}` : ''}`,
    bindings: { v: read(), m: read(), sums: write() },
    code,
    grid: () => grid,
    flops,
    ...(subgroups ? { subgroups } : {}),
  })
}

interface FilterWay {
  readonly code: string
  readonly grid: Grid
  readonly subgroups?: boolean
}

const FILTER_WAYS: Readonly<Record<KernelFamily, (asked: WinogradFilterProduct) => FilterWay>> = {
  ...{ registers: filterByRegisters, quads: filterByQuads, tiles: filterByTiles },
}

const storeSum = (isFirst: boolean, at: string, value: string): string => `sums[${at}] = ${value}${isFirst ? '' : ` + sums[${at}]`};`

function filterByRegisters({ rows, count, inC, outC, isFirst }: WinogradFilterProduct): FilterWay {
  const [inQ, outQ] = [inC / 4, outC / 4]
  const [ciTile, coTile] = [quadTile(inQ), quadTile(outQ)]
  const [tilesX, tilesY] = [outQ / coTile, inQ / ciTile]
  const [wx] = workgroup(tilesX)
  const [wy] = workgroup(tilesY)
  const sums = range(ciTile).flatMap((c) => range(4).flatMap((l) => range(coTile).map((o) => ({ c, l, o, id: `a${c}_${l}_${o}` }))))
  const code = /* wgsl */ `
@compute @workgroup_size(${wx}, ${wy})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${tilesX}u || id.y >= ${tilesY}u) { return; }
  let o0 = id.x * ${coTile}u;
  let c0 = id.y * ${ciTile}u;
  let count = ${count};
${sums.map(({ id }) => `  var ${id} = vec4f(0);`).join('\n')}
  for (var t = 0u; t < count; t++) {
    let vi = (id.z * ${rows}u + t) * ${inQ}u + c0;
    let mi = (id.z * ${rows}u + t) * ${outQ}u + o0;
${lines(coTile, (o) => `    let d${o} = m[mi + ${o}u];`)}
${lines(
  ciTile,
  (c) =>
    `    { let x = v[vi + ${c}u]; ${sums
      .filter((sum) => sum.c === c)
      .map(({ l, o, id }) => `${id} += x.${'xyzw'[l]} * d${o};`)
      .join(' ')} }`,
)}
  }
  let base = id.z * ${inC * outQ}u + c0 * ${4 * outQ}u + o0;
${sums.map(({ c, l, o, id }) => `  ${storeSum(isFirst, `base + ${(c * 4 + l) * outQ + o}u`, id)}`).join('\n')}
}`
  return { code, grid: [ceilDiv(tilesX, wx), ceilDiv(tilesY, wy), POINTS] }
}

function filterByQuads({ rows, count, inC, outC, isFirst }: WinogradFilterProduct): FilterWay {
  const [inQ, outQ] = [inC / 4, outC / 4]
  const loads = inQ > 4 ? 2 : 1
  const tile = lanesQuads(outQ)
  const place = (i: number, s: number, l: number, q: number) => ((i * 4 + s) * 4 + l) * tile + q
  const code = /* wgsl */ `
@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) wg: vec3u, @builtin(local_invocation_index) lane: u32) {
  let own = (wg.x * 4u + lane) * ${tile}u;
  let o0 = min(own, ${outQ - tile}u);
${lines(loads, (i) => `  let r${i} = min(wg.y * ${4 * loads}u + ${i * 4}u + lane, ${inQ - 1}u);`)}
  var held: array<vec4f, ${loads * 16 * tile}>;
  let count = ${count};
  for (var t = 0u; t < count; t += 4u) {
    let at = wg.z * ${rows}u + t;
${lines(
  tile,
  (q) =>
    `    let m${q} = mat4x4f(${range(4)
      .map((r) => `m[(at + ${r}u) * ${outQ}u + o0 + ${q}u]`)
      .join(', ')});`,
)}
${lines(
  loads,
  (i) => `    { ${range(4)
    .map((r) => `let v${r} = v[(at + ${r}u) * ${inQ}u + r${i}];`)
    .join(' ')}
${lines(
  4,
  (l) =>
    `      { ${swapped(
      [
        `vec4f(${range(4)
          .map((r) => `v${r}.${'xyzw'[l]}`)
          .join(', ')})`,
      ],
      ([x], s) =>
        range(tile)
          .map((q) => `held[${place(i, s, l, q)}] += m${q} * ${x};`)
          .join(' '),
    )} }`,
)} }`,
)}
  }
${LANES}
  for (var t = 0u; t < ${loads * 4}u; t++) {
    let row = wg.y * ${4 * loads}u + (t & ~3u) + lanes[t & 3u];
    let stored = row < ${inQ}u && own < ${outQ}u;
    let base = (wg.z * ${inC}u + row * 4u) * ${outQ}u + o0;
    for (var l = 0u; l < 4u; l++) {
      for (var q = 0u; q < ${tile}u; q++) {
        let at = base + l * ${outQ}u + q;
        if (stored) { ${storeSum(isFirst, 'at', `held[(t * 4u + l) * ${tile}u + q]`)} }
      }
    }
  }
}`
  return { code, subgroups: true, grid: [ceilDiv(outQ, 4 * tile), ceilDiv(inQ, 4 * loads), POINTS] }
}

function filterByTiles({ rows, count, inC, outC, splits, isFirst }: WinogradFilterProduct): FilterWay {
  const [inQ, outQ] = [inC / 4, outC / 4]
  const tile: Tile = { tm: 4, tn: 4 }
  const code = tilesProduct({
    tile,
    layers: POINTS * splits,
    globals: 'var<private> at: u32;',
    setup: /* wgsl */ `rows = ${inC}u;
  at = wg.z % ${POINTS}u * ${rows}u;
  let share = (${count} + ${splits - 1}u) / ${splits}u;
  let begin = wg.z / ${POINTS}u * share;
  let end = min(begin + share, ${count});`,
    aAlong: 'rows',
    loadA: `return v[(at + d) * ${inQ}u + row / 4u];`,
    bAlong: 'columns',
    loadB: `return m[(at + d) * ${outQ}u + column / 4u];`,
    columns: outC,
    store: storeSum(isFirst, `(wg.z * ${inC}u + row) * ${outQ}u + column / 4u`, 'acc'),
  })
  return { code, grid: foldedGrid(ceilDiv(outC, 16 * tile.tn), ceilDiv(inC, 16 * tile.tm), POINTS * splits) }
}
