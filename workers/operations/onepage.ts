/** The operations as the page that is sent does them. */
import type { PageForm } from '../onepage/form'
import type { PortableLayer } from './facts'
import { LIST } from './lists/onepage'

const FORMS: { readonly [Op in PortableLayer['op']]: PageForm<Extract<PortableLayer, { readonly op: Op }>> } = LIST

export const pageForm = (layer: PortableLayer): PageForm<PortableLayer> => FORMS[layer.op]
