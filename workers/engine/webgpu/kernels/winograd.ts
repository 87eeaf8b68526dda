/**
 * Winograd's F(2x2, 3x3) for 3x3 convolutions of stride 1 (Lavin and Gray 2016, "Fast algorithms for convolutional neural networks"): 16 products for 2 x 2
 * outputs in place of 36, as 16 products of matrices between transforms that add only.
 *
 * forward:         y = A' (sum over inC of (G w G') * (B' x B)) A, tile by tile
 * input gradient:  the same of dy, with the weights mirrored, which at these points are the same ones in another order
 * filter gradient: dw = G' (sum over tiles of (B' x B) * (A dy A')) G
 *
 * Pictures are gone through piece by piece, so that what lies between has bounded room: `v` and `m` are `[16, rows, channels]`, with a row for each tile of a
 * piece, `u` is `[16, inC, outC]`.
 */
import { grid1d, type KernelSpec, kernel, over, read, write } from '../kernel'
import {
  type ConvEpilogue,
  type Convolution,
  type ConvShape,
  ceilDiv,
  checkShape,
  convFlops,
  epilogueBindings,
  epilogueName,
  epilogueOf,
  range,
  shapeName,
  weightSize,
} from './conv-shape'
import { familyOf, type WinogradVariant } from './variants'
import { filterParts, filterProduct, POINTS, product } from './winograd-product'

/** The most bytes of `v`, of `m` and of `u`: a quarter of what a buffer may have by the default limits. */
const PIECE_BYTES = 2 ** 25
/** Rows come in as many as the products' largest tile has. */
const ROWS = 32

const tilesOf = ({ outH, outW }: ConvShape): number => ceilDiv(outH, 2) * ceilDiv(outW, 2)
const pictureBytes = (shape: ConvShape): number => POINTS * tilesOf(shape) * Math.max(shape.inC, shape.outC) * 4

const weightBytes = ({ inC, outC }: ConvShape): number => POINTS * inC * outC * 4

/** Whether a convolution can be computed so: its output has to be as large as its input; the stem cannot, nor can one of which not even one picture, or `u`, has room. */
export const takesWinograd = (shape: ConvShape): boolean =>
  shape.kernel === 3 &&
  shape.stride === 1 &&
  shape.padding === 1 &&
  shape.inH === shape.outH &&
  shape.inW === shape.outW &&
  shape.groups === 1 &&
  shape.inC % 4 === 0 &&
  pictureBytes(shape) <= PIECE_BYTES &&
  weightBytes(shape) <= PIECE_BYTES

/** A piece of a batch. */
export interface Piece {
  /** Number of its first picture, and the most pictures that it has. */
  readonly first: number
  readonly pictures: number
  /** Tiles of a picture. */
  readonly tiles: number
  /** Rows that its matrices have room for. */
  readonly rows: number
}

function piecesOf(shape: ConvShape, batch: number, room: number): Piece[] {
  const tiles = tilesOf(shape)
  const most = Math.max(1, Math.floor(room / pictureBytes(shape)))
  const pictures = ceilDiv(batch, ceilDiv(batch, most))
  const rows = ceilDiv(pictures * tiles, ROWS) * ROWS
  return range(ceilDiv(batch, pictures)).map((piece) => ({ first: piece * pictures, pictures, tiles, rows }))
}

/** Tiles that a piece has of a batch of n; a piece that has none is gone through with one, which nobody reads. */
const tilesIn = ({ first, pictures, tiles }: Piece, n: number): number => Math.max(1, Math.min(n - first, pictures) * tiles)
/** The same in WGSL, or 0. */
export const tilesWgsl = ({ first, pictures, tiles }: Piece): string =>
  `(min(max(step.n, ${first}u) - ${first}u, ${pictures}u) * ${tiles}u)`

/** WGSL for one item of a transform: `q`, a channel quad, `row`, a tile of the piece, and that tile's picture and place. */
const placeOf = (shape: ConvShape, { first, tiles }: Piece, quads: number): string => /* wgsl */ `let q = i % ${quads}u;
  let row = i / ${quads}u;
  let image = i32(row / ${tiles}u) + ${first};
  let top = i32(row % ${tiles}u / ${ceilDiv(shape.outW, 2)}u) * 2;
  let left = i32(row % ${tiles}u % ${ceilDiv(shape.outW, 2)}u) * 2;`

/** What becomes of four, three or two values along one side: expressions of the others. */
type Transform = (values: readonly string[]) => string[]
/** B', of 4 inputs. */
const ofInput: Transform = ([a, b, c, d]) => [`${a} - ${c}`, `${b} + ${c}`, `${c} - ${b}`, `${b} - ${d}`]
/** A', of 4 products: 2 outputs. */
const ofProducts: Transform = ([a, b, c, d]) => [`${a} + ${b} + ${c}`, `${b} - ${c} - ${d}`]
/** A, of 2 outputs' gradients. */
const ofOutputs: Transform = ([a, b]) => [`${a}`, `${a} + ${b}`, `${a} - ${b}`, `-${b}`]
/** G, of 3 weights. */
const ofWeights: Transform = ([a, b, c]) => [`${a}`, `0.5 * (${a} + ${b} + ${c})`, `0.5 * (${a} - ${b} + ${c})`, `${c}`]
/** G', of 4 sums: 3 weights' gradients. */
const ofSums: Transform = ([a, b, c, d]) => [`${a} + 0.5 * (${b} + ${c})`, `0.5 * (${b} - ${c})`, `0.5 * (${b} + ${c}) + ${d}`]

/** WGSL that transforms the square `d` by columns, then by rows; `use` takes each result with its number. */
function squared(side: number, by: Transform, use: (value: string, at: number) => string): string {
  const columns = range(side).map((j) => by(range(side).map((i) => `d[${i * side + j}]`)))
  const between = columns.flatMap((column, j) => column.map((value, i) => `  let t${i}_${j} = ${value};`))
  const results = range(columns[0]!.length).flatMap((i) => by(range(side).map((j) => `t${i}_${j}`)))
  return [...between, ...results.map((value, at) => `  ${use(value, at)}`)].join('\n')
}

/** u = G w G'. w `[9, inC, outC]` */
function weightsTransform(shape: ConvShape): KernelSpec {
  const items = weightSize(shape) / 9 / 4
  return kernel({
    name: `winograd-weights ${shape.inC} -> ${shape.outC}`,
    bindings: { w: read(), u: write() },
    code: over(
      `${items}u`,
      /* wgsl */ `var d: array<vec4f, 9>;
  for (var k = 0u; k < 9u; k++) { d[k] = w[k * ${items}u + i]; }
${squared(3, ofWeights, (value, at) => `u[${at * items}u + i] = ${value};`)}`,
    ),
    grid: () => grid1d(items),
  })
}

/**
 * A piece's tiles of a map, transformed: squares of `side` places that begin `before` places before a tile of 2 x 2. Rows up to the next four have zeros, so that
 * a sum over rows may go by fours.
 */
function mapTransform(
  {
    from,
    to,
    side,
    before,
    by,
  }: { readonly from: 'x' | 'dy'; readonly to: string; readonly side: number; readonly before: number; readonly by: Transform },
  shape: ConvShape,
  channels: number,
  piece: Piece,
): KernelSpec {
  const { inH, inW } = shape
  const quads = channels / 4
  return kernel<string>({
    name: `winograd-${from}${by === ofOutputs ? '-for-weights' : ''} ${shapeName(shape)} from ${piece.first}`,
    bindings: { [from]: read(), [to]: write() },
    code: over(
      `((${tilesWgsl(piece)} + 3u) & ~3u) * ${quads}u`,
      /* wgsl */ `${placeOf(shape, piece, quads)}
  let real = row < ${tilesWgsl(piece)};
  var d: array<vec4f, ${side * side}>;
  for (var k = 0; k < ${side * side}; k++) {
    let h = top + k / ${side} - ${before};
    let c = left + k % ${side} - ${before};
    let valid = real && h >= 0 && h < ${inH} && c >= 0 && c < ${inW};
    d[k] = select(vec4f(0), ${from}[u32(select(0, (image * ${inH} + h) * ${inW} + c, valid)) * ${quads}u + q], valid);
  }
${squared(side, by, (value, at) => `${to}[${at * piece.rows * quads}u + i] = ${value};`)}`,
    ),
    grid: (n) => grid1d(ceilDiv(tilesIn(piece, n), 4) * 4 * quads),
  })
}

/** A piece's outputs of the products m; `store` is WGSL with `acc`, `o` and `q` in scope. */
function outputTransform(
  { name, shape, channels, piece }: { readonly name: string; readonly shape: ConvShape; readonly channels: number; readonly piece: Piece },
  bindings: KernelSpec['bindings'],
  store: string,
): KernelSpec {
  const { outH, outW } = shape
  const quads = channels / 4
  return kernel<string>({
    name,
    bindings: { m: read(), ...bindings },
    code: over(
      `${tilesWgsl(piece)} * ${quads}u`,
      /* wgsl */ `${placeOf(shape, piece, quads)}
  var d: array<vec4f, ${POINTS}>;
  for (var k = 0u; k < ${POINTS}u; k++) { d[k] = m[k * ${piece.rows * quads}u + i]; }
  var outputs: array<vec4f, 4>;
${squared(4, ofProducts, (value, at) => `outputs[${at}] = ${value};`)}
  for (var k = 0; k < 4; k++) {
    let h = top + k / 2;
    let c = left + k % 2;
    if (h < ${outH} && c < ${outW}) {
      let acc = outputs[k];
      let o = u32((image * ${outH} + h) * ${outW} + c) * ${quads}u + q;
      ${store}
    }
  }`,
    ),
    grid: (n) => grid1d(tilesIn(piece, n) * quads),
  })
}

const INPUT = { side: 4, before: 1, by: ofInput, to: 'v' } as const

const scratchOf = (shape: ConvShape, { rows }: Piece, from: number, to: number) => ({
  u: weightBytes(shape),
  v: POINTS * rows * from * 4,
  m: POINTS * rows * to * 4,
})

/** A piece's share of the operations that the convolution counts as. */
const flopsIn =
  (shape: ConvShape, { first, pictures }: Piece) =>
  (n: number): number =>
    convFlops(shape)(Math.max(0, Math.min(n - first, pictures)))

/** @param batch of the plan: what is cut into pieces @param room the most bytes of `v`, and of `m`; one picture is taken in any case */
export function winogradForward(
  variant: WinogradVariant,
  shape: ConvShape,
  batch: number,
  epilogue: ConvEpilogue,
  room = PIECE_BYTES,
): Convolution {
  checkShape(shape)
  const { inC, outC } = shape
  const pieces = piecesOf(shape, batch, room)
  const name = `conv-forward-${variant} ${shapeName(shape)}${epilogueName(epilogue)}`
  const kernels = pieces.flatMap((piece) => [
    mapTransform({ ...INPUT, from: 'x' }, shape, inC, piece),
    product(familyOf(variant), {
      ...{ name: 'winograd-forward', rows: piece.rows, used: (n) => tilesIn(piece, n), flops: flopsIn(shape, piece) },
      ...{ inC, outC, mirrored: false },
    }),
    outputTransform(
      { name: `winograd-y ${shapeName(shape)} from ${piece.first}${epilogueName(epilogue)}`, shape, channels: outC, piece },
      { y: write(), ...epilogueBindings(epilogue) },
      `y[o] = ${epilogueOf(epilogue, 'acc', 'o', 'q')};`,
    ),
  ])
  const dispatches = [weightsTransform(shape), ...kernels].map((one) => ({ kernel: one }))
  return { name, dispatches, scratch: scratchOf(shape, pieces[0]!, inC, outC) }
}

export function winogradInputGradient(
  variant: WinogradVariant,
  shape: ConvShape,
  batch: number,
  accumulate: boolean,
  room = PIECE_BYTES,
): Convolution {
  checkShape(shape)
  const { inC, outC } = shape
  const pieces = piecesOf(shape, batch, room)
  const added = accumulate ? ' +=' : ''
  const kernels = pieces.flatMap((piece) => [
    mapTransform({ ...INPUT, from: 'dy' }, shape, outC, piece),
    product(familyOf(variant), {
      ...{ name: 'winograd-input-gradient', rows: piece.rows, used: (n) => tilesIn(piece, n), flops: flopsIn(shape, piece) },
      ...{ inC, outC, mirrored: true },
    }),
    outputTransform(
      { name: `winograd-dx ${shapeName(shape)} from ${piece.first}${added}`, shape, channels: inC, piece },
      { dx: write() },
      `dx[o] = acc${accumulate ? ' + dx[o]' : ''};`,
    ),
  ])
  const dispatches = [weightsTransform(shape), ...kernels].map((one) => ({ kernel: one }))
  return {
    name: `conv-input-gradient-${variant} ${shapeName(shape)}${added}`,
    dispatches,
    scratch: scratchOf(shape, pieces[0]!, outC, inC),
  }
}

/** `m` is here the outputs' gradients, and `sums` the gradient at the 16 points, `[splits, 16, inC, outC]`, to which each piece adds. */
export function winogradFilterGradient(variant: WinogradVariant, shape: ConvShape, batch: number, room = PIECE_BYTES): Convolution {
  checkShape(shape)
  const { inC, outC } = shape
  const family = familyOf(variant)
  const pieces = piecesOf(shape, batch, room)
  const splits = filterParts(family, inC, outC, pieces[0]!.pictures * pieces[0]!.tiles)
  const kernels = pieces.flatMap((piece) => [
    mapTransform({ ...INPUT, from: 'x' }, shape, inC, piece),
    mapTransform({ from: 'dy', to: 'm', side: 2, before: 0, by: ofOutputs }, shape, outC, piece),
    filterProduct(family, {
      ...{ name: `winograd-filter-gradient-${family} ${shapeName(shape)} from ${piece.first}`, rows: piece.rows, count: tilesWgsl(piece) },
      ...{ inC, outC, splits, isFirst: piece.first === 0, flops: flopsIn(shape, piece) },
    }),
  ])
  const items = (inC * outC) / 4
  const size = POINTS * inC * outC
  const gathered = kernel({
    name: `winograd-dw ${inC} -> ${outC} /${splits}`,
    bindings: { sums: read(), dw: write() },
    code: over(
      `${items}u`,
      /* wgsl */ `var d: array<vec4f, ${POINTS}>;
  for (var k = 0u; k < ${POINTS}u; k++) {
    for (var split = 0u; split < ${splits}u; split++) { d[k] += sums[split * ${size / 4}u + k * ${items}u + i]; }
  }
${squared(4, ofSums, (value, at) => `dw[${at * items}u + i] = ${value} + select(dw[${at * items}u + i], vec4f(0), step.first == 1u);`)}`,
    ),
    grid: () => grid1d(items),
  })
  return {
    name: `conv-filter-gradient-${variant} ${shapeName(shape)}`,
    dispatches: [...kernels, gathered].map((one) => ({ kernel: one })),
    scratch: {
      v: POINTS * pieces[0]!.rows * inC * 4,
      m: POINTS * pieces[0]!.rows * outC * 4,
      sums: size * splits * 4,
    },
  }
}
