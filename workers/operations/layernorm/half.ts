/** LayerNorm. */
import { fromPlaces, type HalfForm, places } from '../../export/halfForm'
import type { LayerNormLayer } from './facts'
import { normalise } from './functions'

export const layernorm: HalfForm<LayerNormLayer> = ({ eps }, [x], param) => {
  const rows = places(x!)
  normalise(rows, param('weight'), param('bias'), eps, rows)
  return fromPlaces(rows, x!)
}
