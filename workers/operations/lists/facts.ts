/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/facts'
import { add } from '../add/facts'
import { bn } from '../bn/facts'
import { conv } from '../conv/facts'
import { dropout } from '../dropout/facts'
import { gap } from '../gap/facts'
import { linear } from '../linear/facts'
import { maxpool } from '../maxpool/facts'
import { meanmax } from '../meanmax/facts'
import { mul } from '../mul/facts'

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
