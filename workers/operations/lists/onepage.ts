/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/onepage'
import { add } from '../add/onepage'
import { attention } from '../attention/onepage'
import { classtoken } from '../classtoken/onepage'
import { conv } from '../conv/onepage'
import { dense } from '../dense/onepage'
import { embed } from '../embed/onepage'
import { gap } from '../gap/onepage'
import { layernorm } from '../layernorm/onepage'
import { linear } from '../linear/onepage'
import { maxpool } from '../maxpool/onepage'
import { meanmax } from '../meanmax/onepage'
import { mul } from '../mul/onepage'

export const LIST = {
  activation,
  add,
  attention,
  classtoken,
  conv,
  dense,
  embed,
  gap,
  layernorm,
  linear,
  maxpool,
  meanmax,
  mul,
}
