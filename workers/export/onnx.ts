/** The model as an ONNX file (opset 17), BatchNorm folded into the convolutions, labels and preprocessing in its metadata. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { mapShape, paramName } from '../model/layer'
import { permute } from '../model/permute'
import { outputShapes } from '../model/spec'
import type { PortableLayer } from '../operations/facts'
import { onnxForm } from '../operations/onnx'
import { inferenceNetwork } from './fold'
import { toHalf } from './half'
import { wholeLayers } from './int8'
import { assertExportable, type ExportModel, metadataOf, paramOf } from './model'
import { type Attribute, int, type OnnxWriter } from './onnxForm'
import { similarityNodes } from './onnxSimilarity'
import { roundedValue, wholeValue } from './qdq'
import type { Roundings } from './rounding'
import { LEARNT, LOST, learntText, lostText, STATISTICS, statisticsText } from './unfold'

const { onnx } = onnxProto
const { FLOAT, FLOAT16, INT64 } = onnx.TensorProto.DataType

/** Both are what Debian's onnx 1.12 knows at most; every runtime of the last years reads them. */
export const OPSET = 17
const IR_VERSION = 8

export type OnnxPrecision = 'f32' | 'f16'

export interface OnnxOptions {
  /** f16 halves the file: weights and arithmetic in binary16, input and outputs still f32. */
  readonly precision?: OnnxPrecision
  /** What the input is called. */
  readonly input?: string
  /** Values that are rounded to whole numbers, and with them all weights; f32 between them. */
  readonly roundings?: Roundings
}

export interface OnnxGraph {
  readonly nodes: readonly Proto.INodeProto[]
  readonly tensors: readonly Proto.ITensorProto[]
}

/**
 * `input`, `[batch, 3, size, size]` f32, normalised as `metadata.preprocessing` says, to `logits` and `probabilities`, both `[batch, classes]` f32; and to
 * `similarity`, `[batch]` f32, where the model tells "none of these".
 * @throws Error where the model is incomplete (`assertExportable`)
 */
export function toOnnx(model: ExportModel, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const size = model.imageSize
  const beside: Record<string, string> = { [STATISTICS]: statisticsText(model) }
  const [lost, learnt] = [lostText(model), learntText(model)]
  if (lost !== null) beside[LOST] = lost
  if (learnt !== null) beside[LEARNT] = learnt
  return encoded({
    name: model.spec.arch,
    graph: networkGraph(model, options),
    inputs: [valueInfo(options.input ?? 'input', ['batch', 3, size, size])],
    outputs: [
      ...['logits', 'probabilities'].map((name) => valueInfo(name, ['batch', model.spec.classes])),
      ...(model.answering?.noneOf ? [valueInfo('similarity', ['batch'])] : []),
    ],
    metadata: { ...metadataOf(model, false), ...beside },
  })
}

/** Nodes and weights from the input to the outputs of `toOnnx`. @throws Error where the model is incomplete (`assertExportable`) */
export function networkGraph(
  model: ExportModel,
  { precision = 'f32', input = 'input', roundings = new Map() }: OnnxOptions = {},
): OnnxGraph {
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
  const node = (opType: string, inputs: readonly string[], output: string, attribute: Attribute[] = []) => {
    nodes.push({ opType, input: [...inputs], output: [output], name: output, attribute })
    return output
  }

  const rounded = (id: string, value: string) => {
    const rounding = roundings.get(id)
    return rounding ? roundedValue({ node, tensors }, id, value, rounding) : value
  }

  // Names of values: the network's input and output are f32, what is between them is of the file's precision.
  const values = new Map([['input', half ? node('Cast', [input], 'input.f16', [int('to', FLOAT16)]) : rounded('input', input)]])
  const value = (id: string) => values.get(id) ?? id
  let last = 'input'
  const network = inferenceNetwork(model)
  const whole = wholeLayers(network.layers, network.params, roundings)
  const shapes = outputShapes(network, model.imageSize)
  const param = (layer: PortableLayer, suffix: string) => {
    const name = paramName(layer, suffix)
    const { shape, data } = paramOf(network.params, name)
    const weights = whole.get(layer.id)
    const numbers = suffix === 'weight' ? weights?.weight : weights?.bias
    return numbers ? wholeValue({ node, tensors }, name, shape, numbers) : initializer(name, shape, data)
  }
  const turned = (layer: PortableLayer, suffix: string) => {
    const name = paramName(layer, suffix)
    const { shape, data } = paramOf(network.params, name)
    const [outs, ins] = shape as [number, number]
    const weight = whole.get(layer.id)?.weight
    if (!weight) return initializer(name, [ins, outs], permute(data, outs, ins, 1, true))
    const numbers = permute(weight.numbers, outs, ins, 1, true)
    return wholeValue({ node, tensors }, name, [ins, outs], { numbers, scales: weight.scales }, 1)
  }
  const integers = (name: string, numbers: readonly number[], scalar = false) => {
    const held = BigInt64Array.from(numbers, BigInt)
    tensors.push({ name, dims: scalar ? [] : [numbers.length], dataType: INT64, rawData: new Uint8Array(held.buffer) })
    return name
  }
  const number = (name: string, value: number) => initializer(name, [], Float32Array.of(value))
  const to: OnnxWriter = {
    ...{ node, param, turned, number, integers, array: initializer, features: model.spec.features },
    values: (layer, suffix) => paramOf(network.params, paramName(layer, suffix)).data,
    shape: (id) => mapShape(shapes.get(id)),
  }
  for (const layer of network.layers) {
    const written = onnxForm(layer).write(to, layer, layer.inputs.map(value))
    values.set(layer.id, rounded(layer.id, written))
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

  // Runtimes take the later of two, with a warning at most.
  const names = new Set(tensors.map(({ name }) => name))
  if (names.size < tensors.length) throw new Error('two tensors of the ONNX file have one name')
  return { nodes, tensors }
}

interface OnnxFile {
  readonly name: string
  readonly graph: OnnxGraph
  readonly inputs: readonly Proto.IValueInfoProto[]
  readonly outputs: readonly Proto.IValueInfoProto[]
  readonly metadata: Readonly<Record<string, string>>
  /** For people, in Markdown. */
  readonly documentation?: string
}

/** A whole file. */
export function encoded({ name, graph, inputs, outputs, metadata, documentation }: OnnxFile): Uint8Array<ArrayBuffer> {
  const proto = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'Trainyard',
    ...(documentation === undefined ? {} : { docString: documentation }),
    graph: { name, node: [...graph.nodes], initializer: [...graph.tensors], input: [...inputs], output: [...outputs] },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  })
  return Uint8Array.from(onnx.ModelProto.encode(proto).finish())
}

/** An f32 input or output; a name in place of a number is a length that the runtime finds. */
export function valueInfo(name: string, dims: readonly (string | number)[]): Proto.IValueInfoProto {
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
