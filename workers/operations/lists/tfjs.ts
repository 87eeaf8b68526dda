/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/tfjs'
import { add } from '../add/tfjs'
import { bn } from '../bn/tfjs'
import { conv } from '../conv/tfjs'
import { dropout } from '../dropout/tfjs'
import { gap } from '../gap/tfjs'
import { linear } from '../linear/tfjs'
import { maxpool } from '../maxpool/tfjs'
import { meanmax } from '../meanmax/tfjs'
import { mul } from '../mul/tfjs'

export const LIST = {
  activation,
  add,
  bn,
  conv,
  dropout,
  gap,
  linear,
  maxpool,
  meanmax,
  mul,
}
