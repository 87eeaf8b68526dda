/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/webgpu'
import { add } from '../add/webgpu'
import { bn } from '../bn/webgpu'
import { conv } from '../conv/webgpu'
import { dropout } from '../dropout/webgpu'
import { gap } from '../gap/webgpu'
import { linear } from '../linear/webgpu'
import { maxpool } from '../maxpool/webgpu'
import { meanmax } from '../meanmax/webgpu'
import { mul } from '../mul/webgpu'

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
