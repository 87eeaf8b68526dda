/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/half'
import { add } from '../add/half'
import { attention } from '../attention/half'
import { classtoken } from '../classtoken/half'
import { conv } from '../conv/half'
import { dense } from '../dense/half'
import { embed } from '../embed/half'
import { gap } from '../gap/half'
import { layernorm } from '../layernorm/half'
import { linear } from '../linear/half'
import { maxpool } from '../maxpool/half'
import { meanmax } from '../meanmax/half'
import { mul } from '../mul/half'

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
