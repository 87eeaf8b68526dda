/** The Vision Transformer (Dosovitskiy et al. 2021; DeiT: Touvron et al. 2021) as layer specs, with timm's names, shapes and defaults. */
import type { LayerSpec } from '../operations/facts'
import { VIT_BLOCKS as BLOCKS, type Block, PATCH, type VitName } from './blocks'
import { type HeadKind, Layers } from './building'
import type { ModelSpec } from './spec'

interface Kind {
  readonly width: number
  readonly heads: number
}

/** A head is 64 channels wide in all of them. DeiT's are the same networks, trained otherwise. */
const FAMILY: Readonly<Record<VitName, Kind>> = {
  vit_tiny_patch16_224: { width: 192, heads: 3 },
  vit_small_patch16_224: { width: 384, heads: 6 },
  deit_tiny_patch16_224: { width: 192, heads: 3 },
  deit_small_patch16_224: { width: 384, heads: 6 },
}
/** What a Vision Transformer is built with, beside its name. */
export interface VitOptions {
  /** At least 2. */
  readonly classes: number
  readonly head?: HeadKind
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number
  /** Of a narrow one for tests. */
  readonly narrow?: {
    readonly width: number
    readonly heads: number
    readonly depth: number
    readonly patch: number
    readonly grid: number
  }
}

/** Blocks that are frozen, and learn at a rate of their own, together: a fourth of all. */
const GROUPS = BLOCKS.length - 2

/**
 * Builds one of patches of 16 px, whose positions were learnt for 224 px; pictures may have any side that is a multiple of a patch's.
 * @param arch timm's name
 */
export function vit(arch: VitName, { classes, head, dropout, narrow }: VitOptions): ModelSpec {
  const { width, heads, depth, patch, grid } = narrow ?? { ...FAMILY[arch], depth: 12, patch: PATCH, grid: 14 }
  const layers: LayerSpec[] = []
  let block: Block = BLOCKS[0]!
  const norm = (id: string, input: string): string => {
    layers.push({ op: 'layernorm', id, inputs: [input], block, channels: width, eps: 1e-6 })
    return id
  }
  const dense = (id: string, input: string, inFeatures: number, outFeatures: number): string => {
    layers.push({ op: 'dense', id, inputs: [input], block, inFeatures, outFeatures })
    return id
  }
  const add = (id: string, ...inputs: string[]): string => {
    layers.push({ op: 'add', id, inputs, block })
    return id
  }

  layers.push({
    ...{ op: 'conv', id: 'patch_embed.proj', inputs: ['input'], block, inChannels: 3, outChannels: width },
    ...{ kernel: patch, stride: patch, padding: 0, bias: true },
  })
  layers.push({ op: 'embed', id: 'tokens', inputs: ['patch_embed.proj'], block, bare: true, width, grid })
  let at = 'tokens'
  let attention = ''
  for (let i = 0; i < depth; i++) {
    block = BLOCKS[1 + Math.floor((i * GROUPS) / depth)]!
    const name = `blocks.${i}`
    attention = `${name}.attn`
    const qkv = dense(`${attention}.qkv`, norm(`${name}.norm1`, at), width, 3 * width)
    layers.push({ op: 'attention', id: attention, inputs: [qkv], block, heads })
    at = add(`${name}.add1`, at, dense(`${attention}.proj`, attention, width, width))
    const inner = dense(`${name}.mlp.fc1`, norm(`${name}.norm2`, at), width, 4 * width)
    layers.push({ op: 'activation', kind: 'gelu', id: `${name}.mlp.act`, inputs: [inner], block })
    at = add(`${name}.add2`, at, dense(`${name}.mlp.fc2`, `${name}.mlp.act`, 4 * width, width))
  }
  // The head reads the class token alone: no other is normalised.
  layers.push({ op: 'classtoken', id: 'class_token', inputs: [at], block })
  norm('norm', 'class_token')

  const top = new Layers(BLOCKS.at(-1)!)
  top.head({ kind: head, input: 'norm', width, classes, dropout })
  return { arch, layers: [...layers, ...top.list], classes, blocks: BLOCKS, features: 'norm', featureWidth: width, cam: attention }
}
