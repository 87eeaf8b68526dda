/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/onnx'
import { add } from '../add/onnx'
import { conv } from '../conv/onnx'
import { gap } from '../gap/onnx'
import { linear } from '../linear/onnx'
import { maxpool } from '../maxpool/onnx'
import { meanmax } from '../meanmax/onnx'
import { mul } from '../mul/onnx'

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
