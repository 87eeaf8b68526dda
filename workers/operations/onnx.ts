/** The operations as nodes of an ONNX file. */
import type { OnnxForm } from '../export/onnxForm'
import type { PortableLayer } from '../model/portable'
import { activation } from './activation/onnx'
import { add } from './add/onnx'
import { conv } from './conv/onnx'
import { gap } from './gap/onnx'
import { linear } from './linear/onnx'
import { maxpool } from './maxpool/onnx'
import { meanmax } from './meanmax/onnx'
import { mul } from './mul/onnx'

const FORMS: { readonly [Op in PortableLayer['op']]: OnnxForm<Extract<PortableLayer, { readonly op: Op }>> } = {
  conv,
  activation,
  maxpool,
  add,
  mul,
  meanmax,
  gap,
  linear,
}

export const onnxForm = (layer: PortableLayer): OnnxForm<PortableLayer> => FORMS[layer.op]

/** What reads a node, by its type. */
export const ONNX_READERS: OnnxForm<PortableLayer>['read'] = Object.assign({}, ...Object.values(FORMS).map(({ read }) => read))
