/** A linear layer over the channels of each place. */
import { type HalfForm, places, products } from '../../export/halfForm'
import type { DenseLayer } from './facts'

export const dense: HalfForm<DenseLayer> = ({ inFeatures, outFeatures: c }, [x], param) => {
  const { h, w } = x!
  return { data: products(places(x!), h * w, inFeatures, param('weight'), param('bias')), c, h, w }
}
