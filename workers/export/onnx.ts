/** The model as an ONNX file (opset 17), BatchNorm folded into the convolutions, labels and preprocessing in its metadata. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { type InferenceLayer, inferenceLayers } from './fold'
import { toHalf } from './half'
import { assertExportable, type ExportModel, metadataOf, paramOf } from './model'
import { similarityNodes } from './onnxSimilarity'

const { onnx } = onnxProto
const { FLOAT, FLOAT16 } = onnx.TensorProto.DataType
const { INT, INTS, FLOAT: REAL } = onnx.AttributeProto.AttributeType

/** Both are what Debian's onnx 1.12 knows at most; every runtime of the last years reads them. */
export const OPSET = 17
const IR_VERSION = 8

export type OnnxPrecision = 'f32' | 'f16'

/**
 * `input` `[batch, 3, size, size]` f32, normalised as `metadata.preprocessing` says, to `logits` and `probabilities`, both `[batch, classes]` f32; and to
 * `similarity`, `[batch]` f32, where the model tells "none of these".
 * @param precision f16 halves the file: weights and arithmetic in binary16, input and outputs still f32
 * @throws Error where the model is incomplete (`assertExportable`)
 */
export function toOnnx(model: ExportModel, precision: OnnxPrecision = 'f32'): Uint8Array<ArrayBuffer> {
  assertExportable(model)
  const nodes: Proto.INodeProto[] = []
  const tensors: Proto.ITensorProto[] = []
  const half = precision === 'f16'
  const initializer = (name: string, dims: readonly number[], data: Float32Array) => {
    const held = half ? toHalf(data) : data
    tensors.push({
      name,
      dims: [...dims],
      dataType: half ? FLOAT16 : FLOAT,
      rawData: new Uint8Array(held.buffer, held.byteOffset, held.byteLength),
    })
    return name
  }
  const node = (opType: string, input: string[], output: string, attribute: Attribute[] = []) => {
    nodes.push({ opType, input, output: [output], name: output, attribute })
    return output
  }

  // Names of values: the network's input and output are f32, what is between them is of the file's precision.
  const values = new Map([['input', half ? node('Cast', ['input'], 'input.f16', [int('to', FLOAT16)]) : 'input']])
  const value = (id: string) => values.get(id) ?? id
  let last = 'input'
  for (const layer of inferenceLayers(model)) {
    values.set(layer.id, addLayer(layer, layer.inputs.map(value), model, node, initializer))
    last = layer.id
  }
  node(half ? 'Cast' : 'Identity', [value(last)], 'logits', half ? [int('to', FLOAT)] : [])
  node('Softmax', ['logits'], 'probabilities', [int('axis', 1)])

  const noneOf = model.answering?.noneOf
  if (noneOf) {
    const similarity = similarityNodes(value(model.spec.features), noneOf.prototypes)
    nodes.push(...similarity.nodes)
    tensors.push(...similarity.tensors)
  }

  const size = model.imageSize
  const proto = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'Trainyard',
    graph: {
      name: model.spec.arch,
      node: nodes,
      initializer: tensors,
      input: [valueInfo('input', ['batch', 3, size, size])],
      output: [
        ...['logits', 'probabilities'].map((name) => valueInfo(name, ['batch', model.spec.classes])),
        ...(noneOf ? [valueInfo('similarity', ['batch'])] : []),
      ],
    },
    metadataProps: Object.entries(metadataOf(model, false)).map(([key, text]) => ({ key, value: text })),
  })
  return Uint8Array.from(onnx.ModelProto.encode(proto).finish())
}

type Attribute = Proto.IAttributeProto
const int = (name: string, i: number): Attribute => ({ name, type: INT, i })
const ints = (name: string, values: number[]): Attribute => ({ name, type: INTS, ints: values })
const real = (name: string, f: number): Attribute => ({ name, type: REAL, f })
const four = (n: number) => [n, n, n, n]

/** Adds one layer's nodes; returns the name of its output. */
function addLayer(
  layer: InferenceLayer,
  inputs: string[],
  { params }: ExportModel,
  node: (opType: string, input: string[], output: string, attribute?: Attribute[]) => string,
  initializer: (name: string, dims: readonly number[], data: Float32Array) => string,
): string {
  switch (layer.op) {
    case 'conv': {
      const { kernel, stride, padding, outChannels, inChannels, id } = layer.layer
      const weight = initializer(`${id}.weight`, [outChannels, inChannels, kernel, kernel], layer.weight)
      const bias = initializer(`${id}.bias`, [outChannels], layer.bias)
      return node('Conv', [...inputs, weight, bias], layer.id, [
        ints('kernel_shape', [kernel, kernel]),
        ints('strides', [stride, stride]),
        ints('pads', four(padding)),
      ])
    }
    case 'maxpool':
      return node('MaxPool', inputs, layer.id, [
        ints('kernel_shape', [layer.kernel, layer.kernel]),
        ints('strides', [layer.stride, layer.stride]),
        ints('pads', four(layer.padding)),
      ])
    case 'gap':
      return node('Flatten', [node('GlobalAveragePool', inputs, `${layer.id}.mean`)], layer.id, [int('axis', 1)])
    case 'linear': {
      const weight = paramOf(params, `${layer.id}.weight`)
      const bias = paramOf(params, `${layer.id}.bias`)
      const names = [initializer(`${layer.id}.weight`, weight.shape, weight.data), initializer(`${layer.id}.bias`, bias.shape, bias.data)]
      return node('Gemm', [...inputs, ...names], layer.id, [real('alpha', 1), real('beta', 1), int('transB', 1)])
    }
    case 'activation':
      return node('Relu', inputs, layer.id)
    case 'add':
      return node('Add', inputs, layer.id)
    default:
      return layer satisfies never
  }
}

function valueInfo(name: string, dims: readonly (string | number)[]) {
  return {
    name,
    type: {
      tensorType: {
        elemType: FLOAT,
        shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) },
      },
    },
  }
}
