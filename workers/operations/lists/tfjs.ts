/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/tfjs'
import { add } from '../add/tfjs'
import { attention } from '../attention/tfjs'
import { bn } from '../bn/tfjs'
import { classtoken } from '../classtoken/tfjs'
import { conv } from '../conv/tfjs'
import { dense } from '../dense/tfjs'
import { dropout } from '../dropout/tfjs'
import { embed } from '../embed/tfjs'
import { gap } from '../gap/tfjs'
import { layernorm } from '../layernorm/tfjs'
import { linear } from '../linear/tfjs'
import { maxpool } from '../maxpool/tfjs'
import { meanmax } from '../meanmax/tfjs'
import { mul } from '../mul/tfjs'

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
