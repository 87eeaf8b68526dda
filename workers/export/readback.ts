/** Reads exported files back into a network that an engine can run: how a download is checked before it is offered. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { buildNetwork, headKindIn, isArch } from '../model/networks'
import { readSafetensors, toFloat32 } from '../model/safetensors'
import type { Param } from '../model/spec'
import { fromTimm, isTimms } from '../model/timm'
import { likeSides } from '../model/window'
import { LAYERS_READERS, LAYERS_THROUGH } from '../operations/layersModel'
import { ONNX_READERS, ONNX_THROUGH } from '../operations/onnx'
import { Builder, type ReadBack } from './builder'
import { ENSEMBLE } from './ensemble/ensemble'
import { valuesOf } from './int8'
import { type KerasLayer, type LayersNode, paddingOf } from './layersForm'
import type { OnnxNode } from './onnxForm'
import { isOfSimilarity, readSimilarity } from './onnxSimilarity'
import { floatsOf } from './qdq'
import type { Rounding, Roundings } from './rounding'
import { TFJS_FOLDER, type TfjsFiles } from './tfjs'
import { unzipFiles } from './zip'

const { onnx } = onnxProto
const ATTRIBUTE = onnx.AttributeProto.AttributeType

/** Nodes around a network that change no number. */
const AROUND: readonly string[] = ['Cast', 'Identity']

export interface OnnxReadBack extends ReadBack {
  readonly metadata: Readonly<Record<string, string>>
  /** None but in a file of whole numbers; weights are what those stand for. */
  readonly roundings: Roundings
}

/**
 * The network of an ONNX file by `toOnnx`, read from its graph.
 * @throws Error where the graph has an operation that `toOnnx` does not write
 */
export const readOnnx = (file: Uint8Array): OnnxReadBack => readOnnxProto(decodedOnnx(file))

/** `readOnnx` of what is decoded already. */
export function readOnnxProto(model: Proto.IModelProto): OnnxReadBack {
  const tensors = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const whole = new Map<string, Param>()
  const roundings = new Map<string, Rounding>()
  const tensor = (name: string | undefined): Param => {
    const values = whole.get(name ?? '')
    if (values) return values
    const found = tensors.get(name ?? '')
    if (!found) throw new Error(`the ONNX file has no tensor ${name}`)
    return { shape: (found.dims ?? []).map(Number), data: floatsOf(found) }
  }
  const isTensor = (name: string | undefined) => tensors.has(name ?? '') || whole.has(name ?? '')
  const builder = new Builder()
  // What changes no number is read through by its readers.
  const through = new Map([[model.graph?.input?.[0]?.name ?? '', 'input']])
  const value = (name: string): string => through.get(name) ?? name
  // What tells "none of these" stands beside the network that answers, and may be of operations that a network has as well.
  const own = (model.graph?.node ?? []).filter((node) => !isOfSimilarity(node))
  const nodes = new Map<string, OnnxNode>()
  for (const { opType, input, output, attribute } of own) {
    const id = output?.[0] ?? ''
    const inputs = (input ?? []).map(value)
    const type = opType ?? ''
    const number = (name: string, otherwise: number) => {
      const found = attribute?.find((a) => a.name === name)
      // A float's field is 0 where it is none, as a whole number's is.
      return found ? Number(found.ints?.[0] ?? (found.type === ATTRIBUTE.FLOAT ? found.f : found.i) ?? otherwise) : otherwise
    }
    const numbers = (name: string) => (attribute?.find((a) => a.name === name)?.ints ?? []).map(Number)
    const from = (at: number) => nodes.get(inputs[at] ?? '')
    const node: OnnxNode = { id, type, inputs, number, numbers, tensor, isTensor, from }
    nodes.set(id, node)
    if (AROUND.includes(type) || ONNX_THROUGH.has(type)) through.set(id, inputs[0] ?? '')
    else if (type === 'QuantizeLinear') {
      roundings.set(inputs[0] ?? '', { scale: tensor(inputs[1]).data[0]!, zero: tensor(inputs[2]).data[0]! })
      through.set(id, inputs[0] ?? '')
    } else if (type === 'DequantizeLinear' && tensors.has(inputs[0] ?? '')) {
      const { shape, data } = tensor(inputs[0])
      whole.set(id, { shape, data: valuesOf({ numbers: data, scales: tensor(inputs[1]).data }, number('axis', 0) === 1) })
    } else if (type === 'DequantizeLinear') through.set(id, inputs[0] ?? '')
    // The answer itself, which a layer may be of the type of.
    else if (type === 'Softmax' && id === 'probabilities') continue
    else if (ONNX_READERS.has(type)) ONNX_READERS.get(type)!(node, builder)
    else throw new Error(`the ONNX file has the operation ${type}, which was not written by this program`)
  }
  const metadata = onnxMetadata(model)
  const network = builder.done(metadata)
  const prototypes = model.graph?.output?.some(({ name }) => name === 'similarity')
    ? readSimilarity(model.graph.node ?? [], tensor, (name) => value(name) === network.spec.features)
    : null
  const { threshold } = JSON.parse(metadata.none_of_these ?? '{}') as { threshold?: number }
  if ((threshold === undefined) !== (prototypes === null))
    throw new Error('the ONNX file has a similarity or a threshold without the other')
  return { ...network, metadata, roundings, noneOf: prototypes && { prototypes, threshold: threshold! } }
}

export const onnxMetadata = ({ metadataProps }: Proto.IModelProto): Record<string, string> =>
  Object.fromEntries((metadataProps ?? []).map(({ key, value }) => [key ?? '', value ?? '']))

/** Why an ONNX file is not one network by `toOnnx`, by what it says of itself, in a few words; null where it is. Its graph may be anything. */
export function notOurs(model: Proto.IModelProto): string | null {
  const { producer, arch } = onnxMetadata(model)
  if (producer !== 'Trainyard') return 'another program wrote it'
  return arch === ENSEMBLE ? 'it is an ensemble, several networks in one file' : null
}

/** @throws Error where the bytes are no ONNX */
export function decodedOnnx(file: Uint8Array): Proto.ModelProto {
  try {
    return onnx.ModelProto.decode(file)
  } catch (error) {
    throw new Error('the file is no ONNX', { cause: error })
  }
}

/** The network of a safetensors file by `toSafetensors`, or of one with timm's names in a folder for the hub. @throws SafetensorsError or Error where it is none */
export function readSafetensorsModel(file: Uint8Array): ReadBack {
  const { tensors, metadata } = readSafetensors(file)
  const classes = JSON.parse(metadata.labels ?? '[]') as string[]
  const arch = metadata.arch ?? ''
  if (!isArch(arch)) throw new Error(`the file's architecture is ${metadata.arch}`)
  const head = headKindIn(arch, tensors) ?? 'linear'
  const width = tensors.get('conv1.weight')?.shape[0]
  const spec = buildNetwork(arch, { classes: classes.length, head, ...(width === undefined ? {} : { width }) })
  const params = isTimms(tensors) ? fromTimm(spec, tensors) : tensors
  return { spec, params, classes, imageSize: Number(metadata.image_size) }
}

/**
 * The network of a TensorFlow.js layers model by `toTfjs`, read from its topology.
 * @throws Error where it has a layer that `toTfjs` does not write
 */
export function readTfjs({ json, weights }: TfjsFiles): ReadBack {
  const file = JSON.parse(json) as {
    modelTopology: { model_config: { config: { layers: KerasLayer[] } } }
    weightsManifest: { weights: { name: string; shape: number[] }[] }[]
    userDefinedMetadata: Record<string, string>
  }
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>()
  let at = 0
  for (const { name, shape } of file.weightsManifest.flatMap((group) => group.weights)) {
    const end = at + 4 * shape.reduce((a, b) => a * b, 1)
    if (end > weights.byteLength) throw new Error(`weights.bin ends before ${name}`)
    tensors.set(name, { shape, data: toFloat32('F32', weights.subarray(at, end)) })
    at = end
  }
  const tensor = (name: string) => tensors.get(name) ?? fail(`weights.bin has no ${name}`)
  const builder = new Builder()
  // Zeros laid around, and values in another order or shape: their readers read through them.
  const pads = new Map<string, { input: string; sides?: ReturnType<typeof paddingOf> }>()
  const through = (name: string) => pads.get(name)?.input ?? name
  // Of every name, that of a padding too.
  const dimensions = new Map<string, number>()
  const nodes = new Map<string, LayersNode>()
  for (const layer of file.modelTopology.model_config.config.layers) {
    const { class_name: kind, name, config, inbound_nodes } = layer
    const from = (inbound_nodes[0] ?? []).map(([input]) => input)
    const inputs = from.map(through)
    dimensions.set(name, config.target_shape?.length ?? (kind.startsWith('Global') ? 1 : (dimensions.get(from[0] ?? '') ?? 3)))
    if (LAYERS_THROUGH.has(kind)) pads.set(name, { input: inputs[0]! })
    else if (kind === 'ZeroPadding2D') pads.set(name, { input: inputs[0]!, sides: paddingOf(config.padding) })
    else if (kind === 'Softmax' && name === 'probabilities') continue
    else if (LAYERS_READERS.has(kind)) {
      const node: LayersNode = {
        ...{ layer, inputs, dimensions: dimensions.get(from[0] ?? '') ?? 3 },
        // Asked for by windows only: where tokens are put together, rows are laid before and behind that columns have none of.
        get padding() {
          const sides = pads.get(from[0] ?? '')?.sides
          return sides ? likeSides(sides) : 0
        },
        ...{ from: (at) => nodes.get(inputs[at] ?? ''), tensor: (suffix) => tensor(`${name}/${suffix}`) },
      }
      nodes.set(name, node)
      LAYERS_READERS.get(kind)!(node, builder)
    } else if (kind !== 'InputLayer') fail(`model.json has a layer ${kind}, which was not written by this program`)
  }
  return builder.done(file.userDefinedMetadata)
}

/** `readTfjs` of the zip by `toTfjsZip`. @throws Error as that does, and where the zip is damaged */
export async function readTfjsZip(zip: Blob): Promise<ReadBack> {
  const [json, weights] = [`${TFJS_FOLDER}/model.json`, `${TFJS_FOLDER}/weights.bin`]
  const files = await unzipFiles(zip, [json, weights])
  return readTfjs({ json: new TextDecoder().decode(files[json]), weights: files[weights]! })
}

function fail(message: string): never {
  throw new Error(message)
}
