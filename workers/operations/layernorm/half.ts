/** LayerNorm. */
import { fromPlaces, type HalfForm, places } from '../../export/halfForm'
import type { LayerNormLayer } from './facts'

export const layernorm: HalfForm<LayerNormLayer> = ({ channels, eps }, [x], param) => {
  const [weight, bias, rows] = [param('weight'), param('bias'), places(x!)]
  for (let at = 0; at < rows.length; at += channels) {
    const row = rows.subarray(at, at + channels)
    const mean = row.reduce((sum, value) => sum + value, 0) / channels
    const inverse = 1 / Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels + eps)
    row.set(row.map((value, c) => (value - mean) * inverse * weight[c]! + bias[c]!))
  }
  return fromPlaces(rows, x!)
}
