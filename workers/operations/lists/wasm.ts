/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/wasm'
import { add } from '../add/wasm'
import { attention } from '../attention/wasm'
import { bn } from '../bn/wasm'
import { classtoken } from '../classtoken/wasm'
import { conv } from '../conv/wasm'
import { dense } from '../dense/wasm'
import { dropout } from '../dropout/wasm'
import { embed } from '../embed/wasm'
import { gap } from '../gap/wasm'
import { layernorm } from '../layernorm/wasm'
import { linear } from '../linear/wasm'
import { maxpool } from '../maxpool/wasm'
import { meanmax } from '../meanmax/wasm'
import { mul } from '../mul/wasm'

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
