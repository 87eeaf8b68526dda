/** Made of the folders by `npm run operations`, not to be edited. */
import { activation } from '../activation/onnx'
import { add } from '../add/onnx'
import { attention } from '../attention/onnx'
import { classtoken } from '../classtoken/onnx'
import { conv } from '../conv/onnx'
import { dense } from '../dense/onnx'
import { embed } from '../embed/onnx'
import { gap } from '../gap/onnx'
import { layernorm } from '../layernorm/onnx'
import { linear } from '../linear/onnx'
import { maxpool } from '../maxpool/onnx'
import { meanmax } from '../meanmax/onnx'
import { mul } from '../mul/onnx'

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
