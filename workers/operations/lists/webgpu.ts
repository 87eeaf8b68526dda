/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/webgpu'
import { add } from '../add/webgpu'
import { attention } from '../attention/webgpu'
import { bn } from '../bn/webgpu'
import { classtoken } from '../classtoken/webgpu'
import { conv } from '../conv/webgpu'
import { dense } from '../dense/webgpu'
import { dropout } from '../dropout/webgpu'
import { embed } from '../embed/webgpu'
import { gap } from '../gap/webgpu'
import { layernorm } from '../layernorm/webgpu'
import { linear } from '../linear/webgpu'
import { maxpool } from '../maxpool/webgpu'
import { meanmax } from '../meanmax/webgpu'
import { mul } from '../mul/webgpu'

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
