/** What every exporter is given: a network with its weights, and what there is to say about it. */
import { MEAN, STD } from '../model/preprocessing'
import { type ModelSpec, type ParamMap, paramInfos } from '../model/spec'
import type { Preparation } from '../protocol/options'
import { resizeTo } from '../recipe/viewed'
import { type Answering, answeringFacts } from './answering'

/** Where a model comes from; written into every file that can hold text. */
export interface ModelFacts {
  readonly runId: string
  readonly seed: number
  /** SHA-256 of the dataset (`DatasetSummary.fingerprint`). */
  readonly datasetFingerprint: string
  readonly datasetName: string
  /** Scores of the weights in the file on the validation pictures. */
  readonly metrics: Readonly<Record<string, number>>
  /** The weights that training began from, their SHA-256 and licence. */
  readonly baseWeights: string
  readonly baseWeightsSha256: string
  readonly baseWeightsLicence: string
  /** Training began from nothing that was learnt: `baseWeights` says what was drawn and by which seed, and no licence came with it. Left out for all others. */
  readonly isUntrained?: true
  /** When, as ISO 8601. */
  readonly created: string
}

/** With `imageSize`, the side of the square that the network was trained on, px. */
export interface ExportModel extends Preparation {
  readonly spec: ModelSpec
  readonly params: ParamMap
  /** Names, in the order of the network's outputs. */
  readonly classes: readonly string[]
  readonly facts: ModelFacts
  /** Absent where nobody decided anything: answers are as the network gives them. */
  readonly answering?: Answering | undefined
}

/** Where the weights that a model began with come from, as a sentence of Markdown. @param written how a name from elsewhere is made text in it */
export const originText = (facts: ModelFacts, written: (text: string) => string): string =>
  facts.isUntrained
    ? `Trained from nothing: it began as "${written(facts.baseWeights)}", drawn at random (SHA-256 ${written(facts.baseWeightsSha256)}), so that no licence comes with what it began with.`
    : `Base weights "${written(facts.baseWeights)}" (SHA-256 ${written(facts.baseWeightsSha256)}), whose licence is: ${written(facts.baseWeightsLicence)}.`

/** How a picture becomes the network's input, in words and numbers that another program can follow. */
export function preprocessing({ imageSize, transparency }: Preparation) {
  return {
    orientation: 'turn upright by EXIF',
    // What transparent parts are laid on, as Pillow, CSS and sharp name the colour; `ignored`: alpha is dropped, as PIL's convert('RGB') does.
    transparency,
    color: 'RGB',
    resize_shorter_side: resizeTo(imageSize),
    resample: 'bilinear, antialiased (as torchvision.transforms.Resize on a PIL image)',
    center_crop: imageSize,
    scale: '1/255',
    mean: [...MEAN],
    std: [...STD],
    layout: 'NCHW, float32',
  }
}

/**
 * Everything said about a model, as strings: safetensors' `__metadata__` and ONNX's `metadata_props`. Lists and objects are JSON.
 * @param withPrototypes not where the file computes the similarity itself
 */
export function metadataOf(model: ExportModel, withPrototypes = true): Record<string, string> {
  const { facts } = model
  return {
    producer: 'Trainyard',
    arch: model.spec.arch,
    labels: JSON.stringify(model.classes),
    image_size: String(model.imageSize),
    preprocessing: JSON.stringify(preprocessing(model)),
    metrics: JSON.stringify(facts.metrics),
    run_id: facts.runId,
    seed: String(facts.seed),
    dataset_name: facts.datasetName,
    dataset_fingerprint: facts.datasetFingerprint,
    base_weights: facts.baseWeights,
    base_weights_sha256: facts.baseWeightsSha256,
    // Whoever begins with this file is not told a licence that nobody gave.
    ...(facts.isUntrained ? {} : { base_weights_licence: facts.baseWeightsLicence }),
    created: facts.created,
    ...Object.fromEntries(
      Object.entries(answeringFacts(model.answering, withPrototypes)).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  }
}

/**
 * A parameter that must be there, with the length its shape says.
 * @throws Error naming the parameter
 */
export function paramOf(params: ParamMap, name: string): { shape: readonly number[]; data: Float32Array } {
  const param = params.get(name)
  if (!param) throw new Error(`the model has no parameter ${name}`)
  if (param.shape.reduce((a, b) => a * b, 1) !== param.data.length)
    throw new Error(`${name} holds ${param.data.length} values, not [${param.shape}]`)
  return param
}

/** Whether no value is NaN or infinite, which times zero are NaN. A loop: `every` takes ten times as long, and there are millions. */
function allFinite(data: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0
  return sum === 0
}

/**
 * Refuses a model that would make a broken file: a parameter missing, misshapen or not finite, or labels that do not match the outputs.
 * @throws Error saying which
 */
export function assertExportable(model: ExportModel): void {
  if (model.classes.length !== model.spec.classes) {
    throw new Error(`${model.classes.length} labels for a network with ${model.spec.classes} outputs`)
  }
  for (const { name, shape } of paramInfos(model.spec)) {
    const param = paramOf(model.params, name)
    if (String(param.shape) !== String(shape)) throw new Error(`${name} is [${param.shape}], the network needs [${shape}]`)
    if (!allFinite(param.data)) throw new Error(`${name} holds a value that is not a finite number`)
  }
}
