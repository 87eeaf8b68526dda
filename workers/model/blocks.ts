/** The blocks of each network: what is frozen, and learns at a rate of its own, together. Networks are built with them; the recipe and its drawing read them here. */

/** The name of a block. */
export type Block = string

/** From the picture to the answer; what is frozen is always a prefix of this list, and the last is the head. */
export const RESNET_BLOCKS: readonly Block[] = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc']

/** Of MobileNets and EfficientNets: a stage begins where the map gets smaller. The last convolution is the last stage's. */
export const STAGES: readonly Block[] = ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'classifier']

/** The blocks of the network that a run's options name. */
export const blocksOf = ({ depth }: { readonly depth: string }): readonly Block[] =>
  /^(mobilenet|efficientnet)_/.test(depth) ? STAGES : RESNET_BLOCKS
