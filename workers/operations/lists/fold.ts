/** Made of the folders by `npm run operations`, not to be edited. */
import { bn } from '../bn/fold'
import { conv } from '../conv/fold'
import { dropout } from '../dropout/fold'
import { embed } from '../embed/fold'

export const LIST = {
  bn,
  conv,
  dropout,
  embed,
}
