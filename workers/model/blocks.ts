/** The blocks of a network, the one list: engines, exports, the recipe and its drawing all read it. */

/** From the picture to the answer; what is frozen is always a prefix of this list. */
export const BLOCKS = ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'fc'] as const
export type Block = (typeof BLOCKS)[number]
