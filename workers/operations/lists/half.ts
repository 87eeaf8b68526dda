/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/half'
import { add } from '../add/half'
import { conv } from '../conv/half'
import { gap } from '../gap/half'
import { linear } from '../linear/half'
import { maxpool } from '../maxpool/half'
import { meanmax } from '../meanmax/half'
import { mul } from '../mul/half'

export const LIST = {
  activation,
  add,
  conv,
  gap,
  linear,
  maxpool,
  meanmax,
  mul,
}
