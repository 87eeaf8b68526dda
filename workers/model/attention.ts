/** Attention put into a network that has weights without it: it begins by changing nothing, and learns from the first step on. */
import { STREAM, uniform } from '../random'
import { type ModelSpec, type ParamInfo, type ParamMap, paramInfos } from './spec'

/**
 * Parameters of a ResNet with squeeze-and-excitation from those of the same without. The second layer of each gate is all zeros, so that every channel is
 * weighed by sigmoid(0), a half, where the gate's slope is greatest; the BatchNorm before it is doubled, which in floating point is exact. The first layers
 * are drawn as torch.nn.Conv2d does, keyed by the seed.
 */
export function withQuietAttention(spec: ModelSpec, plain: ParamMap, seed: number): ParamMap {
  const params: ParamMap = new Map(plain)
  const layers = new Map(spec.layers.map((layer) => [layer.id, layer]))
  const infos = paramInfos(spec)
  const draw = (info: ParamInfo): Float32Array => {
    const weight = infos.find(({ name }) => name === info.name.replace(/bias$/, 'weight')) ?? info
    const [bound, index] = [1 / Math.sqrt(weight.shape.slice(1).reduce((a, b) => a * b, 1)), infos.indexOf(info)]
    return floats(info).map((_, i) => (2 * uniform(seed, STREAM.init, index, i) - 1) * bound)
  }
  for (const info of infos) {
    const [, gate, part] = /^(.*\.se)\.(fc[12])\./.exec(info.name) ?? []
    if (gate) params.set(info.name, { shape: info.shape, data: part === 'fc1' ? draw(info) : floats(info) })
  }
  for (const { op, inputs } of spec.layers) {
    const before = op === 'mul' ? layers.get(inputs[0]!) : undefined
    if (before?.op !== 'bn') continue
    for (const suffix of ['weight', 'bias']) {
      const found = plain.get(`${before.id}.${suffix}`)
      if (found) params.set(`${before.id}.${suffix}`, { ...found, data: found.data.map((value) => 2 * value) })
    }
  }
  return params
}

const floats = ({ shape }: ParamInfo): Float32Array => new Float32Array(shape.reduce((a, b) => a * b, 1))
