/** The operations as layers of a TensorFlow.js layers model. */
import type { LayersForm } from '../export/layersForm'
import type { PortableLayer } from '../model/portable'
import { activation } from './activation/layersModel'
import { add } from './add/layersModel'
import { conv } from './conv/layersModel'
import { gap } from './gap/layersModel'
import { linear } from './linear/layersModel'
import { maxpool } from './maxpool/layersModel'
import { meanmax } from './meanmax/layersModel'
import { mul } from './mul/layersModel'

const FORMS: { readonly [Op in PortableLayer['op']]: LayersForm<Extract<PortableLayer, { readonly op: Op }>> } = {
  conv,
  activation,
  maxpool,
  add,
  mul,
  meanmax,
  gap,
  linear,
}

export const layersForm = (layer: PortableLayer): LayersForm<PortableLayer> => FORMS[layer.op]

/** What reads a layer, by its class. */
export const LAYERS_READERS: LayersForm<PortableLayer>['read'] = Object.assign({}, ...Object.values(FORMS).map(({ read }) => read))
