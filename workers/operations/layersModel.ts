/** The operations as layers of a TensorFlow.js layers model. */
import { readersOf } from '../export/builder'
import type { LayersForm } from '../export/layersForm'
import type { PortableLayer } from './facts'
import { LIST } from './lists/layersModel'

const FORMS: { readonly [Op in PortableLayer['op']]: LayersForm<Extract<PortableLayer, { readonly op: Op }>> } = LIST

export const layersForm = (layer: PortableLayer): LayersForm<PortableLayer> => FORMS[layer.op]

/** What reads a layer, by its class; and classes of layers that change no value, only where it stands. */
export const LAYERS_READERS = readersOf(Object.values(FORMS).map(({ read }) => read))
export const LAYERS_THROUGH: ReadonlySet<string> = new Set(Object.values(FORMS).flatMap(({ through = [] }) => through))
