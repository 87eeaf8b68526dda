/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/wasm'
import { add } from '../add/wasm'
import { bn } from '../bn/wasm'
import { conv } from '../conv/wasm'
import { dropout } from '../dropout/wasm'
import { gap } from '../gap/wasm'
import { linear } from '../linear/wasm'
import { maxpool } from '../maxpool/wasm'
import { meanmax } from '../meanmax/wasm'
import { mul } from '../mul/wasm'

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
