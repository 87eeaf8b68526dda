/** The operations as the run in binary16 does them. */
import type { HalfForm } from '../export/halfForm'
import type { PortableLayer } from './facts'
import { LIST } from './lists/half'

const FORMS: { readonly [Op in PortableLayer['op']]: HalfForm<Extract<PortableLayer, { readonly op: Op }>> } = LIST

export const halfForm = (layer: PortableLayer): HalfForm<PortableLayer> => FORMS[layer.op] as HalfForm<PortableLayer>
