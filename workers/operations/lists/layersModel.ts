/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/layersModel'
import { add } from '../add/layersModel'
import { attention } from '../attention/layersModel'
import { classtoken } from '../classtoken/layersModel'
import { conv } from '../conv/layersModel'
import { dense } from '../dense/layersModel'
import { embed } from '../embed/layersModel'
import { gap } from '../gap/layersModel'
import { layernorm } from '../layernorm/layersModel'
import { linear } from '../linear/layersModel'
import { maxpool } from '../maxpool/layersModel'
import { meanmax } from '../meanmax/layersModel'
import { mul } from '../mul/layersModel'

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
