/** BatchNorm in evaluation mode folded into the convolution before it: the same function with fewer operations. */
import { foldedNorm } from '../model/fold'
import type { ModelSpec } from '../model/spec'
import type { BatchNormLayer } from '../operations/bn/facts'
import type { ConvLayer } from '../operations/conv/facts'
import type { LayerSpec } from '../operations/facts'
import { type ExportModel, paramOf } from './model'

export interface FoldedConv {
  readonly layer: ConvLayer
  /** OIHW. */
  readonly weight: Float32Array<ArrayBuffer>
  readonly bias: Float32Array<ArrayBuffer>
}

/** A layer as the files hold it: convolutions carry their BatchNorm, dropout is gone; `inputs` are ids of layers that remain. */
export type InferenceLayer =
  | ({ readonly op: 'conv'; readonly id: string; readonly inputs: readonly string[] } & FoldedConv)
  | Exclude<LayerSpec, { op: 'conv' | 'bn' | 'dropout' }>

/**
 * The network as it answers: every `conv` joined with the `bn` that alone reads it, dropout taken out.
 * w' = w * scale, b' = shift (`foldedNorm`).
 * @throws Error where a BatchNorm does not follow a convolution that nothing else reads
 */
export function inferenceLayers({ spec, params }: Pick<ExportModel, 'spec' | 'params'>): InferenceLayer[] {
  const readers = countReaders(spec)
  const byId = new Map(spec.layers.map((layer) => [layer.id, layer]))
  const renamed = new Map<string, string>()
  const source = (id: string) => renamed.get(id) ?? id
  const out: InferenceLayer[] = []
  for (const layer of spec.layers) {
    const inputs = layer.inputs.map(source)
    switch (layer.op) {
      case 'conv':
        // Joined when its BatchNorm comes.
        break
      case 'bn': {
        const conv = byId.get(layer.inputs[0]!)
        if (conv?.op !== 'conv' || readers.get(conv.id) !== 1) throw new Error(`${layer.id} does not follow a convolution of its own`)
        out.push({ op: 'conv', id: layer.id, inputs: conv.inputs.map(source), layer: conv, ...fold(conv, layer, params) })
        break
      }
      case 'dropout':
        renamed.set(layer.id, inputs[0]!)
        break
      default:
        out.push({ ...layer, inputs })
    }
  }
  return out
}

function countReaders(spec: ModelSpec): Map<string, number> {
  const readers = new Map<string, number>()
  for (const id of spec.layers.flatMap((layer) => layer.inputs)) readers.set(id, (readers.get(id) ?? 0) + 1)
  return readers
}

function fold(conv: ConvLayer, bn: BatchNormLayer, params: ExportModel['params']): Pick<FoldedConv, 'weight' | 'bias'> {
  const weight = Float32Array.from(paramOf(params, `${conv.id}.weight`).data)
  const [gain, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (suffix) => paramOf(params, `${bn.id}.${suffix}`).data,
  )
  const { scale, shift } = foldedNorm(gain!, beta!, mean!, variance!, bn.eps)
  const per = weight.length / bn.channels
  for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! * scale[Math.floor(i / per)]!
  return { weight, bias: Float32Array.from(shift) }
}
