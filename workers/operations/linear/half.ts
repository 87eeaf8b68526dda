/** A linear layer. */
import { type HalfForm, products } from '../../export/halfForm'
import type { LinearLayer } from './facts'

export const linear: HalfForm<LinearLayer> = ({ inFeatures, outFeatures }, [x], param) => ({
  data: products(x!.data, 1, inFeatures, param('weight'), param('bias')),
  c: outFeatures,
  h: 1,
  w: 1,
})
