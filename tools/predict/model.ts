/** A downloaded model, ready to answer: ONNX as it is, safetensors as the ONNX file that it would have been downloaded as; both by onnxruntime. */
import { readFileSync } from 'node:fs'
import * as ort from 'onnxruntime-web'
import * as v from 'valibot'
import { toOnnx } from '../../workers/export/onnx'
import { decodedOnnx, notOurs, readOnnxProto, readSafetensorsModel } from '../../workers/export/readback'
import { softmax } from '../../workers/metrics/probabilities'
import { prototypesFrom } from '../../workers/metrics/prototypesText'
import { readSafetensors } from '../../workers/model/safetensors'
import { UnusableInput } from '../train/source'

/** What a file says of how it is asked, and of how it answers. */
const said = v.object({
  labels: v.pipe(v.array(v.string()), v.minLength(2)),
  preprocessing: v.object({
    transparency: v.picklist(['white', 'black', 'ignored']),
    center_crop: v.pipe(v.number(), v.integer(), v.minValue(32), v.maxValue(512)),
  }),
  calibration: v.optional(
    v.object({ temperature: v.pipe(v.number(), v.minValue(0.01), v.maxValue(100)), folded_into_last_layer: v.boolean() }),
  ),
  none_of_these: v.optional(
    v.object({
      threshold: v.number(),
      pass_rate: v.number(),
      width: v.optional(v.number()),
      prototypes_f32_base64: v.optional(v.string()),
    }),
  ),
})
type Said = v.InferOutput<typeof said>

export interface Answer {
  /** By class, in the model's order, summing to 1. */
  readonly probabilities: readonly number[]
  /** The largest cosine with the pictures that the model learned from; null where the file does not tell. */
  readonly similarity: number | null
}

export interface Model {
  readonly classes: readonly string[]
  /** Side of its input, px. */
  readonly imageSize: number
  readonly transparency: Said['preprocessing']['transparency']
  /** The similarity below which a picture is probably none of the classes; null where the file does not tell. */
  readonly threshold: number | null
  /** @param input normalised `[3, imageSize, imageSize]` */
  answer(input: Float32Array): Promise<Answer>
}

function saidBy(metadata: Readonly<Record<string, string>>, path: string): Said {
  const parsed = Object.fromEntries(
    Object.keys(said.entries).flatMap((key) => (metadata[key] === undefined ? [] : [[key, JSON.parse(metadata[key])]])),
  )
  const checked = v.safeParse(said, parsed)
  if (checked.success) return checked.output
  throw new UnusableInput(
    `"${path}" does not say its labels and how pictures are prepared for it: take a model that was downloaded from the studio.`,
  )
}

/** The bytes of an ONNX file that answers as a safetensors file of ours would. */
function onnxOf(file: Uint8Array, { preprocessing, none_of_these: noneOf }: Said): Uint8Array<ArrayBuffer> {
  const { spec, params, classes, imageSize } = readSafetensorsModel(file)
  const prototypes = noneOf?.prototypes_f32_base64 && noneOf.width ? prototypesFrom(noneOf.prototypes_f32_base64, noneOf.width) : null
  return toOnnx({
    ...{ spec, params, classes, imageSize, transparency: preprocessing.transparency },
    // It is run and never kept: where it comes from stands in the file that it was made of.
    facts: {
      runId: '',
      seed: 0,
      datasetFingerprint: '',
      datasetName: '',
      metrics: {},
      baseWeights: '',
      baseWeightsSha256: '',
      baseWeightsLicence: '',
      created: '',
    },
    answering:
      prototypes && noneOf
        ? { temperature: 1, isFolded: true, loss: null, noneOf: { prototypes, threshold: noneOf.threshold, pass: noneOf.pass_rate } }
        : undefined,
  })
}

/** What an ONNX file of one network says of itself. @throws Error where it is none of ours */
function ourOnnx(file: Uint8Array, path: string): Readonly<Record<string, string>> {
  const model = decodedOnnx(file)
  const other = notOurs(model)
  if (other) throw new UnusableInput(`"${path}" is not the ONNX file of one network from the studio: ${other}.`)
  return readOnnxProto(model).metadata
}

/** @throws UnusableInput where it is no model that was downloaded from the studio */
export async function loadModel(path: string): Promise<Model> {
  let file: Uint8Array
  try {
    file = new Uint8Array(readFileSync(path))
  } catch {
    throw new UnusableInput(`The model "${path}" cannot be read: check the path.`)
  }
  let told: Said
  let bytes: Uint8Array
  try {
    const isOnnx = file[0] === 0x08 && file[8] !== 0x7b
    told = saidBy(isOnnx ? ourOnnx(file, path) : readSafetensors(file, () => false).metadata, path)
    bytes = isOnnx ? file : onnxOf(file, told)
  } catch (error) {
    if (error instanceof UnusableInput) throw error
    throw new UnusableInput(
      `"${path}" is no model that was downloaded from the studio (${error instanceof Error ? error.message : String(error)}).`,
    )
  }
  const { labels: classes, preprocessing, calibration, none_of_these: noneOf } = told
  const imageSize = preprocessing.center_crop
  const temperature = calibration && !calibration.folded_into_last_layer ? calibration.temperature : 1
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })
  return {
    classes,
    imageSize,
    transparency: preprocessing.transparency,
    threshold: noneOf?.threshold ?? null,
    async answer(input) {
      const { logits, similarity } = await session.run({ input: new ort.Tensor('float32', input, [1, 3, imageSize, imageSize]) })
      return {
        probabilities: Array.from(softmax(logits!.data as Float32Array, classes.length, temperature)),
        similarity: similarity ? (similarity.data as Float32Array)[0]! : null,
      }
    },
  }
}
