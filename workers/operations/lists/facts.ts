/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/facts'
import { add } from '../add/facts'
import { attention } from '../attention/facts'
import { bn } from '../bn/facts'
import { classtoken } from '../classtoken/facts'
import { conv } from '../conv/facts'
import { dense } from '../dense/facts'
import { dropout } from '../dropout/facts'
import { embed } from '../embed/facts'
import { gap } from '../gap/facts'
import { layernorm } from '../layernorm/facts'
import { linear } from '../linear/facts'
import { maxpool } from '../maxpool/facts'
import { meanmax } from '../meanmax/facts'
import { mul } from '../mul/facts'

export const LIST = {
  activation,
  add,
  attention,
  bn,
  classtoken,
  conv,
  dense,
  dropout,
  embed,
  gap,
  layernorm,
  linear,
  maxpool,
  meanmax,
  mul,
}
