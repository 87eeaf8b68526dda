/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/kinds'
import { meanmax } from '../meanmax/kinds'
import { mul } from '../mul/kinds'

export const LIST = {
  ...activation,
  ...meanmax,
  ...mul,
}
