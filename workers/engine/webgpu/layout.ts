/** Where each parameter lies in the engine's arenas, and the turn between torchvision's OIHW and the kernels' `[kernel*kernel, in, out]`. */
import { sizeOf } from '../../model/layer'
import { permute } from '../../model/permute'
import { type ModelSpec, type Param, type ParamInfo, type ParamMap, paramInfos } from '../../model/spec'
import { normsOf } from '../../operations/bn/facts'
import { productsOf } from '../../operations/facts'
import { resized } from '../padding'
import { GROUPS } from './kernel'
import { CHUNK } from './kernels/optimizer'

export interface Place {
  readonly info: ParamInfo
  /** In floats, from the start of its arena; a multiple of `CHUNK`, which also satisfies WebGPU's 256-byte offsets. */
  readonly offset: number
  readonly size: number
  /** Of the parameter as it lies there: more channels than the parameter has where they are filled up (`paddedNetwork`). */
  readonly stored: readonly number[]
  /** Whether it is weights of a product, `[kernel*kernel, in, out]` in the arena. */
  readonly turned: boolean
}

export interface Layout {
  /** Learnt parameters, block by block from the picture to the answer, so that what trains is one range at the end. */
  readonly params: ReadonlyMap<string, Place>
  readonly paramFloats: number
  /** Running statistics. */
  readonly buffers: ReadonlyMap<string, Place>
  readonly bufferFloats: number
  /** First float of `params` that trains. */
  readonly trainFrom: number
}

const aligned = (floats: number): number => Math.ceil(floats / CHUNK) * CHUNK

/**
 * @param spec as the engine computes it (`paddedNetwork`)
 * @param given as it is known outside
 */
export function layoutOf(spec: ModelSpec, frozenBlocks: number, given: ModelSpec = spec): Layout {
  const params = new Map<string, Place>()
  const buffers = new Map<string, Place>()
  let paramFloats = 0
  let bufferFloats = 0
  let trainFrom = 0
  const infos = paramInfos(given)
  const turned = new Set(productsOf(spec.layers).map(({ id }) => `${id}.weight`))
  const shapes = new Map(paramInfos(spec).map(({ name, shape }) => [name, shape]))
  spec.blocks.forEach((block, index) => {
    if (index === frozenBlocks) trainFrom = paramFloats
    for (const info of infos.filter((each) => each.block === block)) {
      const stored = shapes.get(info.name)!
      const size = sizeOf(stored)
      if (info.role === 'buffer') {
        buffers.set(info.name, { info, offset: bufferFloats, size, stored, turned: false })
        bufferFloats += aligned(size)
      } else {
        params.set(info.name, { info, offset: paramFloats, size, stored, turned: turned.has(info.name) })
        paramFloats += aligned(size)
      }
    }
  })
  if (frozenBlocks >= spec.blocks.length) trainFrom = paramFloats
  return { params, paramFloats, buffers, bufferFloats, trainFrom }
}

/**
 * Group of hyperparameters of every chunk from `trainFrom` on: block * 2, plus 1 for biases and BatchNorm.
 * @throws Error where the network has more blocks than the step's uniform has groups for
 */
export function groupTable({ blocks }: Pick<ModelSpec, 'blocks'>, layout: Layout): Uint32Array {
  if (blocks.length * 2 > GROUPS) throw new Error(`The WebGPU engine takes ${GROUPS / 2} blocks; this network has ${blocks.length}.`)
  const table = new Uint32Array((layout.paramFloats - layout.trainFrom) / CHUNK)
  for (const { info, offset, size } of layout.params.values()) {
    if (offset < layout.trainFrom) continue
    const group = blocks.indexOf(info.block) * 2 + (info.role === 'weight' ? 0 : 1)
    const from = (offset - layout.trainFrom) / CHUNK
    table.fill(group, from, from + aligned(size) / CHUNK)
  }
  return table
}

/** A convolution's OIHW to `[H*W, I, O]`, a linear layer's over places `[O, I]` to `[I, O]`; others as they are. */
function turn({ stored, turned }: Place, data: Float32Array, inward: boolean): Float32Array {
  if (!turned) return data
  const [outs, ins, height = 1, width = 1] = stored as [number, number, number?, number?]
  return permute(data, outs, ins, height * width, inward)
}

/**
 * Packs named parameters into an arena's content.
 * @param prefix of the names in `from`, such as `exp_avg.`
 * @throws Error where a parameter is missing or has another shape
 */
export function pack(places: Iterable<Place>, floats: number, from: ParamMap, prefix = '', base = 0): Float32Array<ArrayBuffer> {
  const arena = new Float32Array(floats)
  for (const place of places) {
    const { info, offset, stored } = place
    if (offset < base) continue
    const param = from.get(prefix + info.name)
    if (!param) throw new Error(`The weights have no "${prefix}${info.name}", which this network needs.`)
    if (param.shape.join() !== info.shape.join()) {
      throw new Error(`"${prefix}${info.name}" has shape [${param.shape.join(', ')}], this network needs [${info.shape.join(', ')}].`)
    }
    arena.set(turn(place, resized(param.data, info.shape, stored), true), offset - base)
  }
  return arena
}

/** The inverse of `pack`; parameters before `base` are left out. */
export function unpack(places: Iterable<Place>, arena: Float32Array, prefix = '', base = 0): [string, Param][] {
  const entries: [string, Param][] = []
  for (const place of places) {
    const { info, offset, size, stored } = place
    if (offset < base) continue
    const data = resized(turn(place, arena.slice(offset - base, offset - base + size), false), stored, info.shape)
    entries.push([prefix + info.name, { shape: info.shape, data }])
  }
  return entries
}

/** Table of `normFold`, and where each BatchNorm's scale and shift lie (in floats) in its output. */
export function foldTable(
  spec: ModelSpec,
  layout: Layout,
): { table: Uint32Array<ArrayBuffer>; places: Map<string, { scale: number; shift: number; size: number }>; floats: number } {
  const rows: number[] = []
  const places = new Map<string, { scale: number; shift: number; size: number }>()
  let floats = 0
  const bits = new Uint32Array(1)
  for (const layer of normsOf(spec.layers)) {
    const size = aligned(layer.channels)
    const place = { scale: floats, shift: floats + size, size: layer.channels }
    places.set(layer.id, place)
    floats += 2 * size
    new Float32Array(bits.buffer)[0] = layer.eps
    const at = (name: string, arena: ReadonlyMap<string, Place>) => arena.get(`${layer.id}.${name}`)!.offset / 4
    for (let q = 0; q < layer.channels / 4; q++) {
      rows.push(
        at('weight', layout.params) + q,
        at('bias', layout.params) + q,
        at('running_mean', layout.buffers) + q,
        at('running_var', layout.buffers) + q,
      )
      rows.push(place.scale / 4 + q, place.shift / 4 + q, bits[0]!, 0)
    }
  }
  return { table: Uint32Array.from(rows), places, floats }
}
