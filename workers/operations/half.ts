/** The operations as the run in binary16 does them. */
import type { HalfForm } from '../export/halfForm'
import type { PortableLayer } from '../model/portable'
import { activation } from './activation/half'
import { add } from './add/half'
import { conv } from './conv/half'
import { gap } from './gap/half'
import { linear } from './linear/half'
import { maxpool } from './maxpool/half'
import { meanmax } from './meanmax/half'
import { mul } from './mul/half'

const FORMS: { readonly [Op in PortableLayer['op']]: HalfForm<Extract<PortableLayer, { readonly op: Op }>> } = {
  conv,
  activation,
  maxpool,
  add,
  mul,
  meanmax,
  gap,
  linear,
}

export const halfForm = (layer: PortableLayer): HalfForm<PortableLayer> => FORMS[layer.op] as HalfForm<PortableLayer>
