/** A temperature that logits are divided by (Guo et al. 2017), taken into the network itself: every file and every place then has the same answers. */
import { type ModelSpec, type ParamMap, weightOf } from './spec'

/**
 * The parameters of the network whose logits are those of `params` divided by `temperature`: the weight and the bias of its last layer, which is linear
 * in every head, are divided by it, each rounded to f32. The others are the same arrays. 1 gives `params` themselves.
 * @throws RangeError where the temperature is not above 0
 */
export function withTemperature({ layers }: ModelSpec, params: ParamMap, temperature: number): ParamMap {
  if (!(temperature > 0 && Number.isFinite(temperature))) throw new RangeError(`a temperature of ${temperature}`)
  if (temperature === 1) return params
  const last = layers.findLast((layer) => weightOf(layer) !== undefined)
  const divided = new Map(params)
  for (const name of [`${last?.id}.weight`, `${last?.id}.bias`]) {
    const param = params.get(name)
    if (!param) throw new Error(`the model has no parameter ${name}`)
    divided.set(name, { shape: param.shape, data: param.data.map((value) => value / temperature) })
  }
  return divided
}
