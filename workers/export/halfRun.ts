/** Runs a network in binary16 on the processor, slowly: whether a half-precision file overflows shows only when its arithmetic is done as well. */
import { paramName } from '../model/layer'
import { halfForm } from '../operations/half'
import type { ReadBack } from './builder'
import { inferenceNetwork } from './fold'
import { roundToHalf } from './half'
import type { Map3 } from './halfForm'
import { paramOf } from './model'

/**
 * Logits `[n, classes]`. Every layer's output is rounded to binary16 and sums are kept wide, as runtimes do at their best.
 * @param input normalised `[n, 3, size, size]`
 */
export function halfLogits(
  { spec, params }: Pick<ReadBack, 'spec' | 'params'>,
  input: Float32Array,
  n: number,
  size: number,
): Float32Array {
  const network = inferenceNetwork({ spec, params, imageSize: size })
  const logits = new Float32Array(n * spec.classes)
  const one = 3 * size * size
  for (let i = 0; i < n; i++) {
    const values = new Map<string, Map3>()
    const keep = (id: string, value: Map3): Map3 => {
      roundToHalf(value.data)
      values.set(id, value)
      return value
    }
    let last = keep('input', { data: input.slice(i * one, (i + 1) * one), c: 3, h: size, w: size })
    for (const layer of network.layers) {
      const inputs = layer.inputs.map((id) => values.get(id)!)
      last = keep(
        layer.id,
        halfForm(layer)(layer, inputs, (suffix) => paramOf(network.params, paramName(layer, suffix)).data),
      )
    }
    logits.set(last.data, i * spec.classes)
  }
  return logits
}
