/** Attention put into a network that has weights without it: it begins by changing nothing, and learns from the first step on. */
import { normsOf } from '../operations/bn/facts'
import { productsOf } from '../operations/mul/facts'
import { STREAM, uniform } from '../random'
import { type ModelSpec, type ParamInfo, type ParamMap, paramInfos } from './spec'

/** What attention's parameters are called, by timm: `layer1.0.se.fc1.weight`. */
const OF_ATTENTION = /\.se\./

/**
 * Parameters of a network with attention from those of the same without; as they are where it has none, or they hold it already. What comes last before each
 * gate is zero, so that all is weighed by sigmoid(0), a half, where the gate's slope is greatest; the BatchNorm before it is doubled for each gate, which in
 * floating point is exact. Other layers are drawn as torch.nn.Conv2d does, keyed by the seed.
 */
export function withQuietAttention(spec: ModelSpec, plain: ParamMap, seed: number): ParamMap {
  const infos = paramInfos(spec)
  const fresh = infos.filter(({ name }) => OF_ATTENTION.test(name))
  if (fresh.length === 0 || fresh.some(({ name }) => plain.has(name))) return plain
  const params: ParamMap = new Map(plain)
  for (const info of fresh) {
    const { name, shape } = info
    const value = quiet(info)
    params.set(name, { shape, data: value === null ? drawn(info, infos, seed) : floats(info).fill(value) })
  }
  for (const id of gatedNorms(spec)) {
    for (const name of [`${id}.weight`, `${id}.bias`]) {
      const found = params.get(name)
      if (found) params.set(name, { ...found, data: found.data.map((value) => 2 * value) })
    }
  }
  return params
}

/** The BatchNorm before each gate, twice where two gates follow it. */
function gatedNorms({ layers }: ModelSpec): string[] {
  const products = new Map(productsOf(layers).map((layer) => [layer.id, layer]))
  const norms = new Set(normsOf(layers).map(({ id }) => id))
  return [...products.values()].flatMap(({ inputs }) => {
    let before = inputs[0]!
    for (let gate = products.get(before); gate; gate = products.get(before)) before = gate.inputs[0]!
    return norms.has(before) ? [before] : []
  })
}

/** What all of a parameter is at first; null where it is drawn. */
function quiet({ name, role }: ParamInfo): number | null {
  if (name.endsWith('running_var')) return 1
  return role === 'norm' || role === 'buffer' || /\.fc2\.\w+$/.test(name) ? 0 : null
}

function drawn(info: ParamInfo, infos: readonly ParamInfo[], seed: number): Float32Array {
  const weight = infos.find(({ name }) => name === info.name.replace(/bias$/, 'weight')) ?? info
  const [bound, index] = [1 / Math.sqrt(weight.shape.slice(1).reduce((a, b) => a * b, 1)), infos.indexOf(info)]
  return floats(info).map((_, i) => (2 * uniform(seed, STREAM.init, index, i) - 1) * bound)
}

const floats = ({ shape }: ParamInfo): Float32Array => new Float32Array(shape.reduce((a, b) => a * b, 1))
