/** The blocks of each network: what is frozen, and learns at a rate of its own, together. Networks are built with them; the recipe and its drawing read them here. */

/** The name of a block. */
export type Block = string

/** From the picture to the answer; what is frozen is always a prefix of this list, and the last is the head. */
export const RESNET_BLOCKS: readonly Block[] = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc']

/** The blocks of the network that a run's options name; all that can be chosen so far are ResNets. */
export const blocksOf = (_options: { readonly depth: string }): readonly Block[] => RESNET_BLOCKS
