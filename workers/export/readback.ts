/** Reads exported files back into a network that an engine can run: how a download is checked before it is offered. */
import onnxProto, { type onnx as Proto } from 'onnx-proto'
import { type HeadKind, type ResNetDepth, resnet } from '../model/resnet'
import { readSafetensors, toFloat32 } from '../model/safetensors'
import type { ModelSpec, ParamMap } from '../model/spec'
import type { LayerSpec } from '../operations/facts'
import type { NoneOfExport } from './answering'
import { readSimilarity, SIMILARITY_OPS } from './onnxSimilarity'
import { TFJS_FOLDER, type TfjsFiles } from './tfjs'
import { unzipFiles } from './zip'

const { onnx } = onnxProto

/** A network rebuilt from a file alone. Its folded convolutions are a `conv` and a `bn` that only adds the bias. */
export interface ReadBack {
  readonly spec: ModelSpec
  readonly params: ParamMap
  readonly classes: readonly string[]
  readonly imageSize: number
  /** How it tells pictures that are none of the classes, null where it does not; undefined where that stands elsewhere than in the network. */
  readonly noneOf?: Pick<NoneOfExport, 'prototypes' | 'threshold'> | null
}

/** BatchNorm's eps in a network read back; with a variance of 1 - eps its scale is exactly 1. */
const EPS = 2 ** -10

/** Collects layers and parameters of a graph whose convolutions carry a bias. */
export class Builder {
  readonly layers: LayerSpec[] = []
  readonly params: ParamMap = new Map()

  conv(
    id: string,
    input: string,
    shape: readonly number[],
    stride: number,
    padding: number,
    weight: Float32Array,
    bias: Float32Array,
  ): void {
    const [outChannels, inChannels, kernel] = shape as [number, number, number]
    const conv = `${id}.conv`
    this.layers.push({ op: 'conv', id: conv, inputs: [input], block: 'stem', inChannels, outChannels, kernel, stride, padding })
    this.layers.push({ op: 'bn', id, inputs: [conv], block: 'stem', channels: outChannels, eps: EPS, momentum: 0.1 })
    this.params.set(`${conv}.weight`, { shape, data: weight })
    const constant = (value: number) => ({ shape: [outChannels], data: new Float32Array(outChannels).fill(value) })
    this.params.set(`${id}.weight`, constant(1)).set(`${id}.bias`, { shape: [outChannels], data: bias })
    this.params.set(`${id}.running_mean`, constant(0)).set(`${id}.running_var`, constant(1 - EPS))
  }

  /** @param weight `[out, in]` */
  linear(id: string, input: string, shape: readonly number[], weight: Float32Array, bias: Float32Array): void {
    const [outFeatures, inFeatures] = shape as [number, number]
    this.layers.push({ op: 'linear', id, inputs: [input], block: 'fc', inFeatures, outFeatures })
    this.params.set(`${id}.weight`, { shape, data: weight }).set(`${id}.bias`, { shape: [outFeatures], data: bias })
  }

  /** Adds a layer without parameters. What follows the pooling is the head. */
  plain(layer: LayerSpec): void {
    this.layers.push(layer)
  }

  /** The block that a layer added now stands in; only before and after the pooling matters to a reader. */
  block(): 'stem' | 'fc' {
    return this.layers.some((layer) => layer.op === 'gap') ? 'fc' : 'stem'
  }

  done(metadata: Readonly<Record<string, string>>): ReadBack {
    const classes = JSON.parse(metadata.labels ?? '[]') as string[]
    const head = this.layers.find((layer) => layer.op === 'linear')
    const pooled = this.layers.find((layer) => layer.op === 'gap')
    const spec: ModelSpec = {
      arch: metadata.arch ?? 'unknown',
      layers: this.layers,
      classes: classes.length,
      blocks: ['stem', 'fc'],
      features: pooled?.id ?? '',
      featureWidth: head?.op === 'linear' ? head.inFeatures : 0,
      cam: pooled?.inputs[0] ?? '',
    }
    return { spec, params: this.params, classes, imageSize: Number(metadata.image_size) }
  }
}

/**
 * The network of an ONNX file by `toOnnx`, read from its graph.
 * @throws Error where the graph has an operation that `toOnnx` does not write
 */
export function readOnnx(file: Uint8Array): ReadBack {
  const model = decoded(file)
  const tensors = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const tensor = (name: string | undefined) => {
    const found = tensors.get(name ?? '')
    if (!found) throw new Error(`the ONNX file has no tensor ${name}`)
    return { shape: (found.dims ?? []).map(Number), data: rawFloats(found) }
  }
  const builder = new Builder()
  // Cast, Identity and Flatten change no number: their readers read through them.
  const through = new Map<string, string>()
  const value = (name: string | null | undefined): string => through.get(name ?? '') ?? name ?? ''
  for (const { opType, input, output, attribute } of model.graph?.node ?? []) {
    const id = output?.[0] ?? ''
    const [x, w, b] = input ?? []
    const list = (name: string) => (attribute?.find((a) => a.name === name)?.ints ?? []).map(Number)
    switch (opType) {
      case 'Cast':
      case 'Identity':
      case 'Flatten':
        through.set(id, value(x))
        break
      case 'Conv': {
        const weight = tensor(w)
        builder.conv(id, value(x), weight.shape, list('strides')[0] ?? 1, list('pads')[0] ?? 0, weight.data, tensor(b).data)
        break
      }
      case 'MaxPool': {
        const [kernel, stride, padding] = ['kernel_shape', 'strides', 'pads'].map((name) => list(name)[0] ?? 0)
        builder.plain({ op: 'maxpool', id, inputs: [value(x)], block: 'stem', kernel: kernel!, stride: stride!, padding: padding! })
        break
      }
      case 'GlobalAveragePool':
        builder.plain({ op: 'gap', id, inputs: [value(x)], block: 'stem' })
        break
      case 'Gemm': {
        const weight = tensor(w)
        builder.linear(id, value(x), weight.shape, weight.data, tensor(b).data)
        break
      }
      case 'Relu':
        builder.plain({ op: 'activation', kind: 'relu', id, inputs: [value(x)], block: builder.block() })
        break
      case 'Add':
        builder.plain({ op: 'add', id, inputs: [value(x), value(w)], block: 'stem' })
        break
      case 'Softmax':
        break
      default:
        // What tells "none of these" stands beside the network that answers.
        if (SIMILARITY_OPS.includes(opType ?? '')) break
        throw new Error(`the ONNX file has the operation ${opType}, which was not written by this program`)
    }
  }
  const metadata = Object.fromEntries((model.metadataProps ?? []).map(({ key, value: text }) => [key ?? '', text ?? '']))
  const network = builder.done(metadata)
  const prototypes = model.graph?.output?.some(({ name }) => name === 'similarity')
    ? readSimilarity(model.graph.node ?? [], tensor, (name) => value(name) === network.spec.features)
    : null
  const { threshold } = JSON.parse(metadata.none_of_these ?? '{}') as { threshold?: number }
  if ((threshold === undefined) !== (prototypes === null))
    throw new Error('the ONNX file has a similarity or a threshold without the other')
  return { ...network, noneOf: prototypes && { prototypes, threshold: threshold! } }
}

/** @throws Error where the bytes are no ONNX */
function decoded(file: Uint8Array): Proto.ModelProto {
  try {
    return onnx.ModelProto.decode(file)
  } catch (error) {
    throw new Error('the file is no ONNX', { cause: error })
  }
}

function rawFloats({ dataType, rawData }: Proto.ITensorProto): Float32Array {
  return toFloat32(dataType === onnx.TensorProto.DataType.FLOAT16 ? 'F16' : 'F32', rawData ?? new Uint8Array())
}

/** The network of a safetensors file by `toSafetensors`. @throws SafetensorsError or Error where it is none */
export function readSafetensorsModel(file: Uint8Array): ReadBack {
  const { tensors, metadata } = readSafetensors(file)
  const classes = JSON.parse(metadata.labels ?? '[]') as string[]
  const depth = Number(/^resnet(18|34|50|101)$/.exec(metadata.arch ?? '')?.[1])
  if (!depth) throw new Error(`the file's architecture is ${metadata.arch}`)
  const head: HeadKind = tensors.has('fc.3.weight') ? 'article' : 'linear'
  const width = tensors.get('conv1.weight')?.shape[0] ?? 64
  const spec = resnet(depth as ResNetDepth, { classes: classes.length, head, width })
  return { spec, params: tensors, classes, imageSize: Number(metadata.image_size) }
}

interface KerasLayer {
  readonly class_name: string
  readonly name: string
  readonly config: { readonly strides?: number[]; readonly pool_size?: number[]; readonly padding?: number[][] | string }
  readonly inbound_nodes: [string, number, number, object][][]
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
  const pads = new Map<string, { input: string; padding: number }>()
  for (const { class_name: kind, name: id, config, inbound_nodes: nodes } of file.modelTopology.model_config.config.layers) {
    const [x, y] = (nodes[0] ?? []).map(([from]) => from)
    const pad = pads.get(x ?? '') ?? { input: x ?? '', padding: 0 }
    switch (kind) {
      case 'InputLayer':
      case 'Softmax':
        break
      case 'ZeroPadding2D':
        pads.set(id, { input: x!, padding: Number((config.padding as number[][])[0]![0]) })
        break
      case 'Conv2D': {
        const { shape, data } = tensor(`${id}/kernel`)
        const [kernel, , inputs, outputs] = shape as [number, number, number, number]
        const oihw = new Float32Array(data.length)
        for (let i = 0; i < data.length; i++) {
          const o = i % outputs
          const c = Math.floor(i / outputs) % inputs
          oihw[(o * inputs + c) * kernel * kernel + Math.floor(i / (outputs * inputs))] = data[i]!
        }
        builder.conv(
          id,
          pad.input,
          [outputs, inputs, kernel, kernel],
          config.strides?.[0] ?? 1,
          pad.padding,
          oihw,
          tensor(`${id}/bias`).data,
        )
        break
      }
      case 'MaxPooling2D': {
        const [kernel, stride] = [config.pool_size?.[0] ?? 1, config.strides?.[0] ?? 1]
        builder.plain({ op: 'maxpool', id, inputs: [pad.input], block: 'stem', kernel, stride, padding: pad.padding })
        break
      }
      case 'GlobalAveragePooling2D':
        builder.plain({ op: 'gap', id, inputs: [x!], block: 'stem' })
        break
      case 'Dense': {
        const { shape, data } = tensor(`${id}/kernel`)
        const [inputs, outputs] = shape as [number, number]
        const transposed = Float32Array.from({ length: data.length }, (_, i) => data[(i % inputs) * outputs + Math.floor(i / inputs)]!)
        builder.linear(id, x!, [outputs, inputs], transposed, tensor(`${id}/bias`).data)
        break
      }
      case 'Activation':
        builder.plain({ op: 'activation', kind: 'relu', id, inputs: [x!], block: builder.block() })
        break
      case 'Add':
        builder.plain({ op: 'add', id, inputs: [x!, y!], block: 'stem' })
        break
      default:
        fail(`model.json has a layer ${kind}, which was not written by this program`)
    }
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
