/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/onepage'
import { add } from '../add/onepage'
import { conv } from '../conv/onepage'
import { gap } from '../gap/onepage'
import { linear } from '../linear/onepage'
import { maxpool } from '../maxpool/onepage'
import { meanmax } from '../meanmax/onepage'
import { mul } from '../mul/onepage'

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
