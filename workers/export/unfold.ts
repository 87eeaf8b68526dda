/** What an ONNX file needs besides its graph, so that a network can learn on from it: BatchNorm, which is folded into the convolutions there. */
import { normsOf } from '../operations/bn/facts'
import { toBase64 } from '../protocol/base64'
import { type ExportModel, paramOf } from './model'

/** The metadata's key. */
export const STATISTICS = 'batch_norm_f32_base64'
/** Of each BatchNorm, in this order; its shift follows from the folded bias. */
export const KEPT = ['weight', 'running_mean', 'running_var'] as const

/** Little-endian f32 of every BatchNorm of the network in the order of its layers, in base64: some 60 KB of a ResNet18. */
export function statisticsText({ spec, params }: Pick<ExportModel, 'spec' | 'params'>): string {
  const values = normsOf(spec.layers).flatMap(({ id }) => KEPT.map((suffix) => paramOf(params, `${id}.${suffix}`).data))
  const bytes = new Uint8Array(4 * values.reduce((sum, { length }) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const data of values)
    for (const value of data) {
      view.setFloat32(at, value, true)
      at += 4
    }
  return toBase64(bytes).join('')
}
