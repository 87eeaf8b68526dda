/** The model as a TensorFlow.js layers model: `model.json` and `weights.bin`, for `tf.loadLayersModel`. */
import { mapShape, paramName } from '../model/layer'
import { outputShapes } from '../model/spec'
import type { PortableLayer } from '../operations/facts'
import { layersForm } from '../operations/layersModel'
import { inferenceNetwork } from './fold'
import type { LayersWriter } from './layersForm'
import { assertExportable, type ExportModel, metadataOf, paramOf } from './model'

export interface TfjsFiles {
  /** Text of `model.json`. */
  readonly json: string
  /** Content of `weights.bin`, which the JSON names. */
  readonly weights: Uint8Array<ArrayBuffer>
}

interface LayerConfig {
  readonly class_name: string
  readonly name: string
  readonly config: Record<string, unknown>
  readonly inbound_nodes: unknown[]
}
interface Weight {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Layers before the network, for whoever gives it something else than normalised pixels of its own size. */
export interface TfjsFront {
  /** Side of the square that is given, px. */
  readonly side: number
  /** Adds its layers behind the one called `input`; @returns the name of the last. */
  readonly write: (to: Pick<LayersWriter, 'add' | 'weight'>, input: string) => string
}

/** Keras allows no dots in a layer's name. */
const named = (id: string) => id.replaceAll('.', '_')

/**
 * Input `[batch, size, size, 3]`, normalised as the metadata says; output probabilities `[batch, classes]`.
 * Padding is PyTorch's, by a layer of its own before each convolution, since 'same' pads otherwise at stride 2. BatchNorm is folded in.
 * @throws Error where the model is incomplete (`assertExportable`) or a layer cannot be said in such a file: a max-pool that pads and does not follow a ReLU
 */
export function toTfjs(model: ExportModel, front?: TfjsFront): TfjsFiles {
  assertExportable(model)
  const side = front?.side ?? model.imageSize
  const input = 'input'
  const layers: LayerConfig[] = [
    {
      class_name: 'InputLayer',
      name: input,
      config: { batch_input_shape: [null, side, side, 3], dtype: 'float32' },
      inbound_nodes: [],
    },
  ]
  const weights: Weight[] = []
  const add = (className: string, name: string, from: readonly string[], config: Record<string, unknown>) => {
    layers.push({ class_name: className, name, config, inbound_nodes: [from.map((source) => [source, 0, 0, {}])] })
    return name
  }
  const network = inferenceNetwork(model)
  const shapes = outputShapes(network, model.imageSize)
  const written = new Map<string, PortableLayer>()
  const rows = new Set<string>()
  const to: LayersWriter = {
    add,
    weight: (name, shape, data) => {
      weights.push({ name, shape, data })
    },
    param: (layer, suffix) => paramOf(network.params, paramName(layer, suffix)).data,
    features: model.spec.features,
    channels: ({ id }) => shapes.get(id)!.at(-1)!,
    shape: (id) => mapShape(shapes.get(id)),
    before: (name) => written.get(name),
    isRow: (name) => rows.has(name),
  }
  const start = front ? front.write(to, input) : input
  let last = start
  const outputs = new Map([[input, start]])
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((id) => outputs.get(id) ?? named(id))
    last = layersForm(layer).write(to, layer, named(layer.id), inputs)
    if (layer.id === model.spec.features || inputs.every((name) => rows.has(name))) rows.add(last)
    outputs.set(layer.id, last)
    written.set(last, layer)
  }
  last = add('Softmax', 'probabilities', [last], { axis: -1 })

  const topology = {
    class_name: 'Model',
    config: {
      name: model.spec.arch,
      layers: layers.map((layer) => ({ ...layer, config: { name: layer.name, trainable: true, ...layer.config } })),
      input_layers: [[input, 0, 0]],
      output_layers: [[last, 0, 0]],
    },
  }
  const bytes = new Uint8Array(weights.reduce((total, { data }) => total + data.byteLength, 0))
  let at = 0
  for (const { data } of weights) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  const json = JSON.stringify({
    format: 'layers-model',
    generatedBy: 'Trainyard',
    convertedBy: null,
    modelTopology: { keras_version: '2.1.6', backend: 'tensorflow', model_config: topology },
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) }],
    userDefinedMetadata: metadataOf(model),
  })
  return { json, weights: bytes }
}

/** The folder of the zip that everything lies in. */
export const TFJS_FOLDER = 'trainyard-tfjs'
