/**
 * The model as Teachable Machine lays one out, for `@teachablemachine/image`, ml5 and p5 sketches: `model.json`, `weights.bin`, `metadata.json`. Those give it the
 * middle square of a picture at 224 px, a byte b as b / 127 - 1 (`capture` in their `utils/tf.ts`). What the studio does with a picture, which is resize, cut the
 * middle and normalise, are layers before the network, and so are the bytes that it rounds to after each pass: unrounded, probabilities were off by 2e-3.
 */
import { PIXEL_SCALE, PIXEL_SHIFT } from '../model/preprocessing'
import { PRECISION_BITS, resampleWeights } from '../model/resampling'
import { resizeTo, roundHalfEven } from '../recipe/viewed'
import type { ReadBack } from './builder'
import type { ExportModel } from './model'
import { readTfjs } from './readback'
import { type TfjsFront, toTfjs } from './tfjs'
import { unzipFiles, zipFiles } from './zip'

/** What those libraries give a model, px. */
const SIDE = 224
/** They divide a byte by this and take 1 away. */
const HALF = 127

/** The folder of the zip that everything lies in. */
export const TEACHABLE_FOLDER = 'teachable-machine'

/** `[224, imageSize]`: what one side's pixels count for in each pixel that the network sees. */
export function resizeMatrix(imageSize: number): Float32Array {
  const short = resizeTo(imageSize)
  const { bounds, weights, taps } = resampleWeights(SIDE, short, roundHalfEven((short - imageSize) / 2), imageSize)
  const matrix = new Float32Array(SIDE * imageSize)
  for (let to = 0; to < imageSize; to++) {
    const [first, count] = [bounds[2 * to]!, bounds[2 * to + 1]!]
    for (let t = 0; t < count; t++) matrix[(first + t) * imageSize + to] = weights[to * taps + t]! / 2 ** PRECISION_BITS
  }
  return matrix
}

/** Layers of the front by name: `x` and `y` are products with `resizeMatrix` along the last axis, which `turn*` puts there; `bytes` takes the library's scale back. */
const NAMES = {
  bytes: 'tm_bytes',
  turnX: 'tm_turn_x',
  x: 'tm_resize_x',
  turnY: 'tm_turn_y',
  y: 'tm_resize_y',
  back: 'tm_back',
  normalise: 'tm_normalise',
} as const

/** Values of a byte. */
const BYTES = 256
/** What is cut off after this was added is rounded. */
const HALF_A_STEP = 0.5

const frontOf = (imageSize: number): TfjsFront => ({
  side: SIDE,
  write({ add, weight }, input) {
    const matrix = resizeMatrix(imageSize)
    // The one layer of TensorFlow.js that makes whole numbers: an embedding cuts what follows the point off, and looks up what stands at the place.
    const whole = (name: string, shape: readonly number[]) => {
      weight(
        `${name}_whole/embeddings`,
        [BYTES, 1],
        Float32Array.from({ length: BYTES }, (_, byte) => byte),
      )
      const looked = add('Embedding', `${name}_whole`, [name], { input_dim: BYTES, output_dim: 1, mask_zero: false })
      return add('Reshape', `${name}_byte`, [looked], { target_shape: shape })
    }
    const scale = (name: string, from: string, gain: Float32Array, shift: Float32Array) => {
      weight(`${name}/depthwise_kernel`, [1, 1, 3, 1], gain)
      weight(`${name}/bias`, [3], shift)
      return add('DepthwiseConv2D', name, [from], {
        ...{ depth_multiplier: 1, kernel_size: [1, 1], strides: [1, 1], padding: 'valid', data_format: 'channels_last' },
        ...{ dilation_rate: [1, 1], activation: 'linear', use_bias: true },
      })
    }
    const turn = (name: string, from: string, dims: readonly number[]) => add('Permute', name, [from], { dims })
    const resize = (name: string, from: string, shape: readonly number[]) => {
      weight(`${name}/kernel`, [SIDE, imageSize], matrix)
      weight(`${name}/bias`, [imageSize], new Float32Array(imageSize).fill(HALF_A_STEP))
      return whole(add('Dense', name, [from], { units: imageSize, activation: 'linear', use_bias: true }), shape)
    }
    // From b / 127 - 1 to the byte itself, with which sums that end in one half are exact, and so rounded as the studio does.
    const given = whole(scale(NAMES.bytes, input, threeOf(HALF), threeOf(HALF + HALF_A_STEP)), [SIDE, SIDE, 3])
    const wide = resize(NAMES.x, turn(NAMES.turnX, given, [3, 1, 2]), [3, SIDE, imageSize])
    const small = resize(NAMES.y, turn(NAMES.turnY, wide, [1, 3, 2]), [3, imageSize, imageSize])
    // A layer of its own, since the first convolution's margin is zeros of what is normalised.
    return scale(NAMES.normalise, turn(NAMES.back, small, [3, 2, 1]), Float32Array.from(PIXEL_SCALE), Float32Array.from(PIXEL_SHIFT))
  },
})

const threeOf = (value: number) => new Float32Array(3).fill(value)

/** `metadata.json` as their library writes it. */
function metadataJson({ classes, facts }: ExportModel, name: string): string {
  return `${JSON.stringify({
    ...{ tfjsVersion: '1.3.1', tmVersion: '2.4.7', packageVersion: '0.8.5', packageName: '@teachablemachine/image' },
    ...{ timeStamp: facts.created, userMetadata: { producer: 'Trainyard' }, modelName: name, labels: classes, imageSize: SIDE },
  })}\n`
}

/**
 * The three files in a zip.
 * @param name what the run is called
 * @throws Error as `toTfjs`
 */
export async function toTeachableZip({ model, name }: { readonly model: ExportModel; readonly name: string }): Promise<Blob> {
  const { json, weights } = toTfjs(model, frontOf(model.imageSize))
  return zipFiles(TEACHABLE_FOLDER, { 'model.json': json, 'weights.bin': weights, 'metadata.json': metadataJson(model, name) })
}

/** As much of `model.json` as is read here. */
interface Topology {
  modelTopology: { model_config: { config: { layers: { name: string; inbound_nodes: [string, number, number, object][][] }[] } } }
  weightsManifest: { weights: { name: string; shape: number[] }[] }[]
  userDefinedMetadata: Record<string, string>
}

/**
 * The network of a finished zip, behind its front, which must hold the very numbers that it is made of.
 * @throws Error where a file is missing or damaged, its labels differ, or its front is another
 */
export async function readTeachableZip(zip: Blob): Promise<ReadBack> {
  const [model, bin, about] = ['model.json', 'weights.bin', 'metadata.json'].map((file) => `${TEACHABLE_FOLDER}/${file}`) as [
    string,
    string,
    string,
  ]
  const files = await unzipFiles(zip, [model, bin, about])
  const textOf = (file: string) => new TextDecoder().decode(files[file])
  const file = JSON.parse(textOf(model)) as Topology
  const size = Number(file.userDefinedMetadata.image_size)
  const wanted = new Map<string, Float32Array>()
  const layers: [string, string][] = []
  frontOf(size).write(
    {
      add: (kind, name) => {
        layers.push([kind, name])
        return name
      },
      weight: (name, _, data) => void wanted.set(name, data),
    },
    'input',
  )
  assertFront(file, files[bin]!, wanted)
  const front = new Set(layers.map(([, name]) => name))
  const { config } = file.modelTopology.model_config
  config.layers = config.layers
    .filter(({ name }) => !front.has(name))
    .map((layer) => ({
      ...layer,
      inbound_nodes: layer.inbound_nodes.map((node) => node.map(([from, ...rest]) => [front.has(from) ? 'input' : from, ...rest])),
    }))
  const back = readTfjs({ json: JSON.stringify(file), weights: files[bin]! })
  const { labels } = JSON.parse(textOf(about)) as { labels: string[] }
  if (JSON.stringify(labels) !== JSON.stringify(back.classes)) throw new Error('metadata.json has other labels than model.json')
  return back
}

/** @throws Error naming what is another */
function assertFront({ weightsManifest }: Topology, bytes: Uint8Array, wanted: ReadonlyMap<string, Float32Array>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let found = 0
  for (const { name, shape } of weightsManifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((a, b) => a * b, 1)
    const data = wanted.get(name)
    if (data && (data.length !== length || data.some((value, i) => value !== view.getFloat32(at + 4 * i, true))))
      throw new Error(`weights.bin holds another ${name}`)
    if (data) found++
    at += 4 * length
  }
  if (found !== wanted.size) throw new Error('model.json lacks a layer before the network')
}
