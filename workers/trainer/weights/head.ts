/** The head that a run starts with, on pretrained weights: drawn anew, or a model's own with rows for the classes that it does not know. */
import { withQuietAttention } from '../../model/attention'
import { headOf, type ModelSpec, type Param, type ParamMap, paramInfos, weightOf } from '../../model/spec'
import { outputsOf, Problem, type RunConfig } from '../../protocol'
import { STREAM, uniform } from '../../random'

/** Bound of torch.nn.Linear's default initialisation: kaiming_uniform(a = sqrt 5) and the bias rule both come to 1 / sqrt(fan_in). */
const linearBound = (fanIn: number): number => 1 / Math.sqrt(fanIn)

/**
 * Parameters for `spec` from pretrained weights: the backbone is copied, the head drawn uniformly as torch.nn.Linear does, keyed by the seed. Attention that the
 * weights lack begins by changing nothing.
 * @throws Problem `weights-mismatch` where a backbone tensor is absent or has another shape
 */
export function withFreshHead(spec: ModelSpec, pretrained: ParamMap, seed: number, file: string): ParamMap {
  const params: ParamMap = new Map()
  const infos = paramInfos(spec)
  const backbone = withQuietAttention(spec, pretrained, seed)
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
    params.set(info.name, checked(backbone.get(info.name), info, spec.arch, file))
  })
  return params
}

function checked(found: Param | undefined, info: { name: string; shape: readonly number[] }, network: string, file: string): Param {
  const expected = `[${info.shape.join(', ')}]`
  const got = found ? `[${found.shape.join(', ')}]` : 'nothing'
  if (!found || got !== expected) throw new Problem('weights-mismatch', { file, network, name: info.name, expected, got })
  return found
}

/** The head of a trained model. */
export interface TrainedHead {
  readonly kind: RunConfig['head']
  /** In the order of its outputs. */
  readonly classes: readonly string[]
  /** By torchvision's names, its answers as the network gives them (no temperature in it). */
  readonly params: ParamMap
}

/** What a run starts from, as far as its parameters go. */
interface From {
  readonly params: ParamMap
  readonly head: TrainedHead | null
  readonly info: { readonly name: string }
}

/** Of the last linear layer's parameters, the row of each class that the model knows, in place of the drawn one. */
function rowsOf(drawn: Param, trained: Param, outputs: readonly (number | null)[]): Param {
  const width = drawn.data.length / outputs.length
  const data = Float32Array.from(drawn.data)
  outputs.forEach((from, to) => {
    if (from !== null) data.set(trained.data.subarray(from * width, (from + 1) * width), to * width)
  })
  return { shape: drawn.shape, data }
}

/**
 * Parameters that a run of these classes starts with: as `withFreshHead`; where the weights are a model with a head of the same kind, that is taken over, the
 * rows of its last layer by the names of the classes. A class that it does not know has the row that is drawn.
 * @throws Problem `weights-mismatch`
 */
export function startingParams(spec: ModelSpec, { params, head, info }: From, seed: number, classes: readonly string[]): ParamMap {
  const started = withFreshHead(spec, params, seed, info.name)
  const layers = spec.layers.filter((layer) => layer.block === headOf(spec) && weightOf(layer))
  const last = layers.at(-1)?.id
  if (!head || !layers.every(({ id }) => head.params.has(`${id}.weight`)) || !last) return started
  const outputs = outputsOf(head, classes)
  for (const { id } of layers)
    for (const name of [`${id}.weight`, `${id}.bias`]) {
      const [drawn, trained] = [started.get(name)!, head.params.get(name)!]
      started.set(name, id === last ? rowsOf(drawn, trained, outputs) : { shape: drawn.shape, data: Float32Array.from(trained.data) })
    }
  return started
}
