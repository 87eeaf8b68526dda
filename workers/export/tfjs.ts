/** The model as a TensorFlow.js layers model: `model.json` and `weights.bin`, for `tf.loadLayersModel`. */
import { type InferenceLayer, inferenceLayers } from './fold'
import { assertExportable, type ExportModel, metadataOf, paramOf } from './model'
import page from './tfjs/index.template.html?raw'
import { zipFiles } from './zip'

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

/** Keras allows no dots in a layer's name. */
const named = (id: string) => id.replaceAll('.', '_')

/**
 * Input `[batch, size, size, 3]`, normalised as the metadata says; output probabilities `[batch, classes]`.
 * Padding is PyTorch's, by a layer of its own before each convolution, since 'same' pads otherwise at stride 2. BatchNorm is folded in.
 * @throws Error where the model is incomplete (`assertExportable`) or a max-pool does not follow a ReLU (its zero padding would then differ)
 */
export function toTfjs(model: ExportModel): TfjsFiles {
  assertExportable(model)
  const { imageSize } = model
  const input = 'input'
  const layers: LayerConfig[] = [
    {
      class_name: 'InputLayer',
      name: input,
      config: { batch_input_shape: [null, imageSize, imageSize, 3], dtype: 'float32' },
      inbound_nodes: [],
    },
  ]
  const weights: Weight[] = []
  const add = (className: string, name: string, from: readonly string[], config: Record<string, unknown>) => {
    layers.push({ class_name: className, name, config, inbound_nodes: [from.map((source) => [source, 0, 0, {}])] })
    return name
  }
  const ops = new Map<string, string>()
  let last = input
  for (const layer of inferenceLayers(model)) {
    last = addLayer(layer, layer.inputs.map(named), model, ops, add, weights)
    ops.set(last, layer.op)
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

/** `model.json`, `weights.bin` and a page that uses them, as a zip. Serve its folder (`npx serve`) and open the page. */
export async function toTfjsZip(model: ExportModel): Promise<Blob> {
  const { json, weights } = toTfjs(model)
  return zipFiles(TFJS_FOLDER, { 'model.json': json, 'weights.bin': weights, 'index.html': page })
}

function addLayer(
  layer: InferenceLayer,
  inputs: string[],
  model: ExportModel,
  ops: ReadonlyMap<string, string>,
  add: (className: string, name: string, from: readonly string[], config: Record<string, unknown>) => string,
  weights: Weight[],
): string {
  const name = named(layer.id)
  const padded = (padding: number) =>
    padding === 0
      ? inputs
      : [
          add('ZeroPadding2D', `${name}_pad`, inputs, {
            padding: [
              [padding, padding],
              [padding, padding],
            ],
            data_format: 'channels_last',
          }),
        ]
  switch (layer.op) {
    case 'conv': {
      const { kernel, stride, padding, outChannels, inChannels } = layer.layer
      weights.push(
        {
          name: `${name}/kernel`,
          shape: [kernel, kernel, inChannels, outChannels],
          data: oihwToHwio(layer.weight, outChannels, inChannels, kernel),
        },
        { name: `${name}/bias`, shape: [outChannels], data: layer.bias },
      )
      return add('Conv2D', name, padded(padding), {
        filters: outChannels,
        kernel_size: [kernel, kernel],
        strides: [stride, stride],
        padding: 'valid',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'linear',
        use_bias: true,
      })
    }
    case 'maxpool':
      if (ops.get(inputs[0]!) !== 'activation') throw new Error(`${layer.id} pads with zeros, which is only right after a ReLU`)
      return add('MaxPooling2D', name, padded(layer.padding), {
        pool_size: [layer.kernel, layer.kernel],
        strides: [layer.stride, layer.stride],
        padding: 'valid',
        data_format: 'channels_last',
      })
    case 'gap':
      return add('GlobalAveragePooling2D', name, inputs, { data_format: 'channels_last' })
    case 'linear': {
      const { inFeatures, outFeatures } = layer
      const { data } = paramOf(model.params, `${layer.id}.weight`)
      const kernel = Float32Array.from(
        { length: data.length },
        (_, i) => data[(i % outFeatures) * inFeatures + Math.floor(i / outFeatures)]!,
      )
      weights.push(
        { name: `${name}/kernel`, shape: [inFeatures, outFeatures], data: kernel },
        { name: `${name}/bias`, shape: [outFeatures], data: paramOf(model.params, `${layer.id}.bias`).data },
      )
      return add('Dense', name, inputs, { units: outFeatures, activation: 'linear', use_bias: true })
    }
    case 'activation':
      return add('Activation', name, inputs, { activation: 'relu' })
    case 'add':
      return add('Add', name, inputs, {})
    default:
      return layer satisfies never
  }
}

function oihwToHwio(data: Float32Array, outputs: number, inputs: number, kernel: number): Float32Array {
  const out = new Float32Array(data.length)
  const taps = kernel * kernel
  let from = 0
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let tap = 0; tap < taps; tap++) out[(tap * inputs + i) * outputs + o] = data[from++]!
    }
  }
  return out
}
