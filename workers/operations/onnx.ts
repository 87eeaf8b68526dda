/** The operations as nodes of an ONNX file. */
import { readersOf } from '../export/builder'
import type { OnnxForm } from '../export/onnxForm'
import type { PortableLayer } from './facts'
import { LIST } from './lists/onnx'

const FORMS: { readonly [Op in PortableLayer['op']]: OnnxForm<Extract<PortableLayer, { readonly op: Op }>> } = LIST

export const onnxForm = (layer: PortableLayer): OnnxForm<PortableLayer> => FORMS[layer.op]

/** What reads a node, by its type; and types of nodes that change no value. */
export const ONNX_READERS = readersOf(Object.values(FORMS).map(({ read }) => read))
export const ONNX_THROUGH: ReadonlySet<string> = new Set(Object.values(FORMS).flatMap(({ through = [] }) => through))
