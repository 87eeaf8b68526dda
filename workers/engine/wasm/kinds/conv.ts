/** Convolutions and both of their gradients as products over lists of runs (see `code/products.ts`). */
import { ENTRY, FLAG, PANEL, TILE } from '../code/products'
import { FLOAT, type Kind } from './kind'

/** Positions of an item of a convolution. */
export const ITEM_POSITIONS = 128
const PANEL_BYTES = PANEL * FLOAT

export type ConvOperand =
  // Input: its address, bytes of a picture, `[positions, runs]` offsets, bytes of a run, and zeros of a run's length.
  | ('x' | 'xBytes' | 'offsets' | 'runs' | 'runBytes' | 'zeros')
  // How many runs go through the cache together.
  | 'group'
  // Positions a picture, and whether those of one place lie together (`resolve`).
  | ('positions' | 'byPlace')
  // Weights in panels; panels in all and of one item.
  | ('weights' | 'panels' | 'itemPanels')
  // Output: address, bytes of a picture, `[positions]` offsets.
  | ('y' | 'yBytes' | 'yOffsets')
  // 1: add to what is there. Addresses of scale and shift, residual, sums by channel for BatchNorm; 0 for none. 1: ReLU.
  | ('accumulate' | 'scale' | 'shift' | 'residual' | 'sums' | 'relu')

/** `y = relu(conv(x) scale + shift + residual)`, or `y += conv(x)`; with `sums` f64 `[blocks of positions, 2, channels]` of y and its squares. */
export const conv: Kind<ConvOperand> = {
  items: (o, n) => Math.ceil((n * o.positions) / ITEM_POSITIONS) * Math.ceil(o.panels / o.itemPanels),
  scratch: (o) => (ITEM_POSITIONS / TILE) * (4 + ENTRY * o.group) + ITEM_POSITIONS * 4,
  run({ kernels, scratch }, o, item, n) {
    const blocks = Math.ceil((n * o.positions) / ITEM_POSITIONS)
    const block = item % blocks
    const panel = Math.floor(item / blocks) * o.itemPanels
    const panels = Math.min(o.itemPanels, o.panels - panel)
    const first = block * ITEM_POSITIONS
    const count = Math.min(ITEM_POSITIONS, n * o.positions - first)
    const tiles = Math.ceil(count / TILE)
    const tileBytes = 4 + ENTRY * o.group
    const outs = scratch
    const list = scratch + ITEM_POSITIONS * 4
    kernels.addresses(o.y, o.yBytes, o.yOffsets, 4, 0, first, count, o.positions, n, o.byPlace, outs)
    const runWeights = o.runBytes * PANEL
    const column = panel * PANEL_BYTES
    for (let from = 0; from < o.runs; from += o.group) {
      const to = Math.min(o.runs, from + o.group)
      const runs = [o.positions, n, o.byPlace, from, to, runWeights] as const
      kernels.resolve(o.x, o.xBytes, o.offsets, o.runs, o.zeros, first, count, ...runs, list, tileBytes)
      let flags = from > 0 || o.accumulate ? FLAG.accumulate : 0
      if (to === o.runs) flags |= (o.scale && FLAG.scale) | (o.residual && FLAG.residual) | (o.relu && FLAG.relu)
      const weights = o.weights + panel * o.runs * runWeights + from * runWeights
      const rest = [flags, o.scale + column, o.shift + column, o.residual - o.y] as const
      kernels.multiply(list, tileBytes, outs, tiles, o.runBytes, weights, o.runs * runWeights, panels, column, ...rest)
    }
    if (!o.sums) return
    const channels = o.panels * PANEL
    const sums = o.sums + (block * 2 * channels + panel * PANEL) * 8
    kernels.rowSums(outs, count, column, panels * 2, sums, sums + channels * 8)
  },
}

/** Positions that go through the cache together in a filter gradient. */
export const CHUNK = 128

export type FilterOperand =
  | ('x' | 'xBytes' | 'offsets' | 'runs' | 'runBytes' | 'zeros')
  | ('positions' | 'byPlace')
  // Gradient of the output: address, bytes of a picture, `[positions]` offsets, panels of its channels.
  | ('dy' | 'yBytes' | 'yOffsets' | 'panels')
  // Parts of the positions, each with weights of its own at `out` (one: the gradient itself), and quads of a run's channels of an item.
  | ('parts' | 'itemQuads' | 'out')

const quadsOf = (runBytes: number): number => runBytes / 16
/** A panel's bytes in scratch, moved on by a cache line so that panels do not all lie in the same sets of the cache. */
const panelStep = (width: number): number => CHUNK * width * FLOAT + 64

/** The gradient by the weights, in their panels: for each run and channel the sum over positions of x times dy. */
export const convFilter: Kind<FilterOperand> = {
  items: (o) => o.parts * Math.ceil(quadsOf(o.runBytes) / o.itemQuads),
  scratch: (o) => 2 * CHUNK * 4 + o.panels * panelStep(8) + o.itemQuads * panelStep(4),
  run({ kernels, scratch, i32 }, o, item, n, firstBatch) {
    const part = item % o.parts
    const quad = Math.floor(item / o.parts) * o.itemQuads
    const quads = Math.min(o.itemQuads, quadsOf(o.runBytes) - quad)
    const chunks = Math.ceil((n * o.positions) / CHUNK)
    const [from, to] = [Math.floor((part * chunks) / o.parts), Math.floor(((part + 1) * chunks) / o.parts)]
    const outPanel = o.runs * o.runBytes * PANEL
    const out = o.out + part * o.panels * outPanel + quad * 128
    const listY = scratch
    const listX = scratch + CHUNK * 4
    const b = listX + CHUNK * 4
    const a = b + o.panels * panelStep(8)
    const anew = o.parts > 1 || firstBatch
    const begun = new Array<boolean>(o.runs).fill(!anew)
    for (let chunk = from; chunk < to; chunk++) {
      const start = chunk * CHUNK
      const count = Math.min(CHUNK, n * o.positions - start)
      kernels.addresses(o.dy, o.yBytes, o.yOffsets, 4, 0, start, count, o.positions, n, o.byPlace, listY)
      kernels.pack8(listY, 4, count, o.panels * 2, b, panelStep(8))
      for (let run = 0; run < o.runs; run++) {
        const offsets = o.offsets + run * 4
        const inside = (place: number) => i32[(offsets + place * o.runs * 4) >>> 2]! >= 0
        for (const [at, end] of o.byPlace ? segments(start, start + count, n, inside) : [[start, start + count] as const]) {
          const length = end - at
          kernels.addresses(o.x + quad * 16, o.xBytes, offsets, o.runs * 4, o.zeros, at, length, o.positions, n, o.byPlace, listX)
          kernels.pack4(listX, 4, length, quads, a, panelStep(4))
          const panels = [b + (at - start) * 32, panelStep(8), o.panels] as const
          kernels.outer(a, panelStep(4), quads, ...panels, length, out + run * o.runBytes * PANEL, outPanel, begun[run] ? 0 : 1)
          begun[run] = true
        }
      }
    }
    begun.forEach((done, run) => {
      if (done) return
      for (let panel = 0; panel < o.panels; panel++) kernels.fill(out + run * o.runBytes * PANEL + panel * outPanel, quads * 128, 0)
    })
  },
}

/** Where positions `from .. to - 1`, those of a place behind one another, lie inside the picture: runs of them without a gap. */
function segments(from: number, to: number, pictures: number, inside: (place: number) => boolean): (readonly [number, number])[] {
  const out: [number, number][] = []
  for (let at = from; at < to; ) {
    const place = Math.floor(at / pictures)
    const end = Math.min(to, (place + 1) * pictures)
    if (inside(place)) {
      const last = out.at(-1)
      if (last && last[1] === at) last[1] = end
      else out.push([at, end])
    }
    at = end
  }
  return out
}

/** Adds a filter gradient's parts: `out = sum of parts`, on top of what is there where gradients accumulate. */
export const sumParts: Kind<'from' | 'partBytes' | 'parts' | 'out' | 'one'> = {
  items: (o) => Math.ceil(o.partBytes / SUM_BYTES),
  run({ kernels }, o, item, _, first) {
    const at = item * SUM_BYTES
    const quads = Math.min(SUM_BYTES, o.partBytes - at) / 16
    kernels.combine(o.one, 0, o.from + at, o.partBytes, o.parts, o.out + at, quads, first ? 0 : 1)
  },
}
const SUM_BYTES = 16384

/** Sets the gradients of zeros between a bundle's groups to 0 (`own` is 1 elsewhere), so that they stay zeros. An item is a bundle. */
export const keepOwn: Kind<'dw' | 'own' | 'bytes' | 'bundles'> = {
  items: (o) => o.bundles,
  run({ kernels }, o, item) {
    const at = o.dw + item * o.bytes
    kernels.product(at, o.own, at, o.bytes)
  },
}

/** Turns weights for the input gradient. */
export const turnWeights: Kind<'weights' | 'out' | 'outs' | 'ins' | 'taps'> = {
  items: (o) => o.ins / PANEL,
  run: ({ kernels }, o, item) => kernels.transposeWeights(o.weights, o.out, o.outs, o.ins, o.taps, item, item + 1),
}
