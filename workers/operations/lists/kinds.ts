/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/kinds'
import { attention } from '../attention/kinds'
import { classtoken } from '../classtoken/kinds'
import { embed } from '../embed/kinds'
import { layernorm } from '../layernorm/kinds'
import { meanmax } from '../meanmax/kinds'
import { mul } from '../mul/kinds'

export const LIST = {
  ...activation,
  ...attention,
  ...classtoken,
  ...embed,
  ...layernorm,
  ...meanmax,
  ...mul,
}
