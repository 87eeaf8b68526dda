/** Which card the weights in use belong to. */
import { IMAGENET, type StartName, type WeightsInfo } from '../../../workers/protocol'

export const startOf = ({ bundled, name }: Pick<WeightsInfo, 'bundled' | 'name'>): StartName =>
  bundled ? 'starter' : name === IMAGENET ? 'imagenet' : 'own'
