/** The blocks of each network: what is frozen, and learns at a rate of its own, together. Networks are built with them; the recipe and its drawing read them here. */

/** The name of a block. */
export type Block = string

/** From the picture to the answer; what is frozen is always a prefix of this list, and the last is the head. */
export const RESNET_BLOCKS: readonly Block[] = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc']

/** Of MobileNets and EfficientNets: a stage begins where the map gets smaller. The last convolution is the last stage's. */
export const STAGES: readonly Block[] = ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'classifier']

/** Of Vision Transformers: patches with their positions, a fourth of the transformer's blocks each, the head. The last norm goes with the last of them. */
export const VIT_BLOCKS: readonly Block[] = ['stem', 'blocks1', 'blocks2', 'blocks3', 'blocks4', 'head']

/** The Vision Transformers, by timm's names. */
export const VIT_NAMES = ['vit_tiny_patch16_224', 'vit_small_patch16_224', 'deit_tiny_patch16_224', 'deit_small_patch16_224'] as const
export type VitName = (typeof VIT_NAMES)[number]

/** Whether a network is a Vision Transformer, by its name. */
export const isVitName = (arch: string): arch is VitName => (VIT_NAMES as readonly string[]).includes(arch)

/** The blocks of the network that a run's options name. */
export const blocksOf = ({ depth }: { readonly depth: string }): readonly Block[] =>
  /^(mobilenet|(tf_)?efficientnet)_/.test(depth) ? STAGES : isVitName(depth) ? VIT_BLOCKS : RESNET_BLOCKS

/** Side of a Vision Transformer's patch, px. */
export const PATCH = 16

/** Sides of a network's pictures are multiples of it, px: of a Vision Transformer's pictures, which are of whole patches. */
export const sizeStepOf = (chosen: { readonly depth: string }): number => (blocksOf(chosen) === VIT_BLOCKS ? PATCH : 1)
