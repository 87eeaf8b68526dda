/** A fresh head on pretrained weights: what is kept, what is drawn anew. */
import { headOf, type ModelSpec, type Param, type ParamMap, paramInfos } from '../../model/spec'
import { Problem } from '../../protocol'
import { STREAM, uniform } from '../../random'

/** Bound of torch.nn.Linear's default initialisation: kaiming_uniform(a = sqrt 5) and the bias rule both come to 1 / sqrt(fan_in). */
const linearBound = (fanIn: number): number => 1 / Math.sqrt(fanIn)

/**
 * Parameters for `spec` from pretrained weights: the backbone is copied, the head drawn uniformly as torch.nn.Linear does, keyed by the seed.
 * @throws Problem `weights-mismatch` where a backbone tensor is absent or has another shape
 */
export function withFreshHead(spec: ModelSpec, pretrained: ParamMap, seed: number, file: string): ParamMap {
  const params: ParamMap = new Map()
  const infos = paramInfos(spec)
  infos.forEach((info, index) => {
    const size = info.shape.reduce((a, b) => a * b, 1)
    if (info.block === headOf(spec)) {
      const weight = info.role === 'weight' ? info : infos.find((other) => other.name === info.name.replace(/bias$/, 'weight'))
      const bound = linearBound(weight?.shape[1] ?? size)
      params.set(info.name, {
        shape: info.shape,
        data: Float32Array.from({ length: size }, (_, i) => (2 * uniform(seed, STREAM.init, index, i) - 1) * bound),
      })
      return
    }
    params.set(info.name, checked(pretrained.get(info.name), info, file))
  })
  return params
}

function checked(found: Param | undefined, info: { name: string; shape: readonly number[] }, file: string): Param {
  const expected = `[${info.shape.join(', ')}]`
  const got = found ? `[${found.shape.join(', ')}]` : 'nothing'
  if (!found || got !== expected) throw new Problem('weights-mismatch', { file, name: info.name, expected, got })
  return found
}
