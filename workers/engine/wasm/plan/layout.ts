/**
 * Where each parameter lies in the engine's arenas, and the turn between torchvision's OIHW and panels of eight outputs, each with all inputs of a bundle of
 * groups (or rows of channels, where each is a group).
 */
import { type ModelSpec, type Param, type ParamInfo, type ParamMap, paramInfos } from '../../../model/spec'
import { type ConvLayer, groupsOf, isDepthwise } from '../../../operations/conv/facts'
import { productsOf } from '../../../operations/facts'
import { PANEL } from '../code/products'
import { GROUPS } from '../control'
import { PIECE } from '../kinds/update'
import { bundleOf } from '../takes'

/** Pixels have a fourth channel of zeros, so that a window's row is read in whole vectors. */
export const PIXEL_CHANNELS = 4

export interface Place {
  readonly info: ParamInfo
  /** The convolution whose weights it is, if it is; it may have more channels than the parameter (`paddedNetwork`). */
  readonly conv: ConvLayer | undefined
  /** In floats from the start of its arena. */
  readonly offset: number
  /** Floats in the arena, which may be more than the parameter has. */
  readonly floats: number
}

export interface Layout {
  /** Learnt parameters, block by block from the picture to the answer, so that what trains is one range at the end. */
  readonly params: ReadonlyMap<string, Place>
  readonly paramFloats: number
  /** Running statistics, in the same order. */
  readonly buffers: ReadonlyMap<string, Place>
  readonly bufferFloats: number
  /** First float of each that trains. */
  readonly trainFrom: number
  readonly bufferFrom: number
}

/** A multiple of 16 floats, a cache line: biases of channels that are filled up to a panel have room. */
const aligned = (floats: number): number => Math.ceil(floats / 16) * 16

/**
 * @param spec as the engine computes it (`paddedNetwork`)
 * @param given as it is known outside
 */
export function layoutOf(spec: ModelSpec, frozenBlocks: number, given: ModelSpec = spec): Layout {
  const params = new Map<string, Place>()
  const buffers = new Map<string, Place>()
  let [paramFloats, bufferFloats, trainFrom, bufferFrom] = [0, 0, 0, 0]
  const infos = paramInfos(given)
  const convs = new Map(productsOf(spec.layers).map((layer) => [`${layer.id}.weight`, layer]))
  spec.blocks.forEach((block, index) => {
    if (index === frozenBlocks) [trainFrom, bufferFrom] = [paramFloats, bufferFloats]
    for (const info of infos.filter((each) => each.block === block)) {
      const conv = convs.get(info.name)
      const floats = aligned(storedFloats(info.shape, conv))
      if (info.role === 'buffer') {
        buffers.set(info.name, { info, conv, offset: bufferFloats, floats })
        bufferFloats += floats
      } else {
        params.set(info.name, { info, conv, offset: paramFloats, floats })
        paramFloats += floats
      }
    }
  })
  if (frozenBlocks >= spec.blocks.length) [trainFrom, bufferFrom] = [paramFloats, bufferFloats]
  return { params, paramFloats, buffers, bufferFloats, trainFrom, bufferFrom }
}

/** The optimizer's table of pieces: each parameter that trains, cut where it is longer than `PIECE`; offsets from `trainFrom`. */
export function pieces({ blocks }: Pick<ModelSpec, 'blocks'>, layout: Layout): Int32Array<ArrayBuffer> {
  if (blocks.length * 2 > GROUPS) throw new Error(`The wasm engine takes ${GROUPS / 2} blocks; this network has ${blocks.length}.`)
  const rows: number[] = []
  for (const { info, offset, floats } of layout.params.values()) {
    if (offset < layout.trainFrom) continue
    const group = blocks.indexOf(info.block) * 2 + (info.role === 'weight' ? 0 : 1)
    for (let at = 0; at < floats; at += PIECE) rows.push(offset - layout.trainFrom + at, Math.min(PIECE, floats - at), group)
  }
  return Int32Array.from(rows)
}

const floatsOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1)

/** Inputs that each output has weights of in the arena: those of its bundle, or a pixel's channels. */
const storedIns = (conv: ConvLayer): number =>
  conv.inputs[0] === 'input' ? PIXEL_CHANNELS : (conv.inChannels / groupsOf(conv)) * bundleOf(conv)

const storedFloats = (shape: readonly number[], conv: ConvLayer | undefined): number =>
  conv && !isDepthwise(conv) ? conv.outChannels * storedIns(conv) * conv.kernel ** 2 : floatsOf(shape)

/** Floats that lie side by side in the arena from `stored` on, and in torch's order at `torch` and every `step` after it. */
type Run = (torch: number, step: number, stored: number, count: number) => void

/** Calls back for all floats of a parameter, in runs whose ends are near each other in both orders: a network's weights are far more than a processor's caches hold. */
function eachRun({ info: { shape }, conv }: Place, visit: Run): void {
  if (!conv) {
    visit(0, 1, 0, floatsOf(shape))
    return
  }
  const [taps, groups] = [conv.kernel ** 2, groupsOf(conv)]
  const [outs, ins] = shape as [number, number]
  // `[taps, channels]`
  if (isDepthwise(conv)) {
    for (let tap = 0; tap < taps; tap++) visit(tap, taps, tap * outs, outs)
    return
  }
  const [bundle, stored, each] = [bundleOf(conv), storedIns(conv), outs / groups]
  let o = 0
  while (o < outs) {
    const [panel, group] = [Math.floor(o / PANEL), Math.floor(o / each)]
    // Lanes of one panel and of one group, which reads inputs of its own.
    const count = Math.min((panel + 1) * PANEL, (group + 1) * each) - o
    const [first, base] = [(group % bundle) * ins, panel * taps * stored * PANEL + (o % PANEL)]
    for (let i = 0; i < ins; i++)
      for (let tap = 0; tap < taps; tap++)
        visit((o * ins + i) * taps + tap, ins * taps, base + (tap * stored + first + i) * PANEL, Math.min(count, outs - o))
    o += count
  }
}

/**
 * Writes named parameters into an arena, zeros where there are none and `optional`.
 * @param base floats of the arena that are left out at its start
 * @throws Error where a parameter is missing or has another shape
 */
export function write(arena: Float32Array, places: Iterable<Place>, from: ParamMap, prefix = '', base = 0, optional = false): void {
  for (const place of places) {
    const { info, offset } = place
    if (offset < base) continue
    const param = from.get(prefix + info.name)
    if (!param && optional) continue
    if (!param) throw new Error(`The weights lack "${prefix}${info.name}".`)
    const [at, { data }] = [offset - base, param]
    eachRun(place, (torch, step, stored, count) => {
      for (let k = 0; k < count; k++) arena[at + stored + k] = data[torch + k * step]!
    })
  }
}

/** The inverse of `write`; parameters before `base` are left out. */
export function read(arena: Float32Array, places: Iterable<Place>, prefix = '', base = 0): [string, Param][] {
  const entries: [string, Param][] = []
  for (const place of places) {
    const { info, offset } = place
    if (offset < base) continue
    const data = new Float32Array(info.shape.reduce((product, dim) => product * dim, 1))
    const at = offset - base
    eachRun(place, (torch, step, stored, count) => {
      for (let k = 0; k < count; k++) data[torch + k * step] = arena[at + stored + k]!
    })
    entries.push([prefix + info.name, { shape: info.shape, data }])
  }
  return entries
}
