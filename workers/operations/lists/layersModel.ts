/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/layersModel'
import { add } from '../add/layersModel'
import { conv } from '../conv/layersModel'
import { gap } from '../gap/layersModel'
import { linear } from '../linear/layersModel'
import { maxpool } from '../maxpool/layersModel'
import { meanmax } from '../meanmax/layersModel'
import { mul } from '../mul/layersModel'

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
