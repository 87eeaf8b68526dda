/** `README.md` of a Hugging Face model folder: the model card, whose head the hub reads as YAML. */

import { isTensorFlows, plainOf } from '../../model/efficientnet'
import { headOf as headBlockOf } from '../../model/spec'
import { rightOf } from '../../protocol/confusion'
import { wilsonInterval } from '../../protocol/interval'
import type { HubLicence } from '../../protocol/push'
import { oneLine } from '../../protocol/text'
import { resizeTo } from '../../recipe/viewed'
import { listed, markdownText } from '../markdown'
import type { RunReport } from '../metrics'
import { type ExportModel, originText } from '../model'
import template from './card.template.md?raw'
import { OWN_FILE } from './config'
import { hasOneLayer, hubForms, timmForm } from './forms'
import own from './own.template.md?raw'
import tensorflow from './tensorflow.py?raw'
import timm from './timm.template.md?raw'
import transformers from './transformers.template.md?raw'

export interface Carded {
  readonly model: ExportModel
  readonly run: RunReport
  readonly name: string
  /** As the person chose; by the weights that the run began with where that is undefined, or `other`. One that began untrained has none then. */
  readonly licence?: HubLicence
}

/** Licences that the hub has a name for, by how the studio's weights say theirs. */
const LICENCES: readonly (readonly [RegExp, HubLicence])[] = [
  [/^MIT$/i, 'mit'],
  [/^BSD-3-Clause$/i, 'bsd-3-clause'],
  [/^Apache-2\.0$/i, 'apache-2.0'],
  [/^CC0-1\.0$/i, 'cc0-1.0'],
  [/^CC-BY-4\.0$/i, 'cc-by-4.0'],
]

/** The hub's name of the licence of the weights that a run began with; undefined where it has none for what is said of it, or where it began untrained. */
export const licenceOf = ({ facts }: Pick<ExportModel, 'facts'>): HubLicence | undefined =>
  facts.isUntrained ? undefined : LICENCES.find(([text]) => text.test(facts.baseWeightsLicence))?.[1]

/** A repository of the hub in the name of weights that were fetched there. */
const ON_HUB = /^(?:https:\/\/)?(?:huggingface\.co\/)([\w.-]+\/[\w.-]+)/
const MOST_NAME = 200

const TWO_LAYERS =
  "Its head has two layers with a ReLU between them, which no class of timm or transformers has, and which cannot be folded into one: transformers.js and onnxruntime run it as it is,\ntimm and Python's transformers do not. Whoever wants those trains with one linear layer as the head."
const OTHER_NAMES =
  "Its weights have torchvision's names, which timm and Python's transformers have not for this network: transformers.js and onnxruntime run it as it is, those two do not."

/** The whole card. Whatever classes and runs are called is text in it. */
export function modelCard(carded: Carded): string {
  const { model, run, name } = carded
  const { facts, classes, imageSize, spec, answering } = model
  const forms = hubForms(spec)
  const values: Record<string, string> = {
    NAME: markdownText(name),
    ARCH: spec.arch,
    ...builtBy(model),
    CLASSES: listed(classes),
    SIZE: String(imageSize),
    SHORT: String(resizeTo(imageSize)),
    TRAINED: facts.isUntrained
      ? 'trained from nothing in a browser tab with Trainyard'
      : `fine-tuned in a browser tab with Trainyard from "${markdownText(facts.baseWeights)}"`,
    ORIGIN: originText(facts, markdownText),
    DATASET: markdownText(facts.datasetName),
    FINGERPRINT: markdownText(facts.datasetFingerprint),
    SEED: String(facts.seed),
    PRECISION: run.device.precision === 'mixed' ? 'trained in mixed precision (f16 and f32)' : 'trained in 32 bits',
    DATE: facts.created.slice(0, 10),
    OWN_FILE,
    HEAD: headBlockOf(spec),
    WHY_OWN: hasOneLayer(spec) ? OTHER_NAMES : TWO_LAYERS,
    SCORES: scoresText(run),
    PER_CLASS: perClassTable(run),
    TEMPERATURE:
      answering && answering.temperature !== 1
        ? ` A temperature of ${answering.temperature.toFixed(3)}, fitted on the validation pictures, is in the last layer.`
        : '',
    NONE: noneText(model),
    TRANSPARENCY:
      model.transparency === 'ignored'
        ? 'Alpha was dropped in training, as `convert("RGB")` does.'
        : `Transparent parts were laid on ${model.transparency} in training: do so before, since these libraries drop alpha.`,
  }
  const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole)
  const python = (forms.timm ? timm : own) + (forms.transformers ? transformers : '')
  return `---\n${yaml(headOf(carded))}---\n\n${fill(template.replace('{{PYTHON}}', () => python))}`
}

/** The library that has the network but for its head, and how it is made there. */
function builtBy({ spec }: ExportModel): { readonly LIBRARY: string; readonly BUILD: string } {
  const { architecture, args = {} } = timmForm(spec) ?? {}
  const given = Object.entries(args).map(([name, value]) => `${name}=${pythonOf(value)}`)
  if (given.length === 0) {
    const plain = `torchvision.models.${plainOf(spec.arch)}()`
    return { LIBRARY: 'torchvision', BUILD: isTensorFlows(spec.arch) ? `${plain}\n${tensorflow}` : plain }
  }
  return { LIBRARY: 'timm', BUILD: `timm.create_model('${architecture}', ${given.join(', ')})` }
}

function pythonOf(value: boolean | Readonly<Record<string, string>>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return `dict(${Object.entries(value)
    .map(([key, text]) => `${key}='${text}'`)
    .join(', ')})`
}

/** YAML of plain values: each line's value is JSON, which YAML is a superset of. Nothing in it ends the head. */
const yaml = (head: Readonly<Record<string, unknown>>): string =>
  Object.entries(head)
    .map(([key, value]) => `${key}: ${typeof value === 'string' && /^[a-z][\w.-]*$/.test(value) ? value : JSON.stringify(value)}\n`)
    .join('')

/** A licence that the hub has no name for is that of the base weights; where there are none and nobody chose one, nothing is claimed. */
function licenceHead(licence: HubLicence | undefined, isUntrained: true | undefined): Record<string, string> {
  if (licence) return { license: licence }
  return isUntrained ? {} : { license: 'other', license_name: 'as-the-base-weights', license_link: 'README.md' }
}

/** What the hub shows, filters and ranks by. */
function headOf({ model, run, name, licence: chosen }: Carded): Record<string, unknown> {
  const { facts, spec } = model
  const licence = chosen && chosen !== 'other' ? chosen : licenceOf(model)
  const forms = hubForms(spec)
  const base = ON_HUB.exec(facts.baseWeights)?.[1]
  const shown = oneLine(name, MOST_NAME)
  const result = (split: string, right: number, of: number) => ({
    task: { type: 'image-classification', name: 'Image classification' },
    dataset: { type: 'imagefolder', name: oneLine(facts.datasetName, MOST_NAME), split },
    metrics: [{ type: 'accuracy', name: `Accuracy, ${of} pictures`, value: right / of }],
  })
  const validation = rightOf(run.summary.best)
  const test = run.summary.test && rightOf(run.summary.test)
  return {
    ...licenceHead(licence, facts.isUntrained),
    library_name: forms.timm ? 'timm' : 'transformers.js',
    pipeline_tag: 'image-classification',
    ...(base ? { base_model: base } : {}),
    tags: [
      ...['image-classification', 'trainyard', headBlockOf(spec) === 'fc' ? 'resnet' : spec.arch, 'onnx', 'transformers.js'],
      ...(forms.timm ? ['timm', 'safetensors'] : []),
      ...(forms.transformers ? ['transformers'] : []),
    ],
    metrics: ['accuracy'],
    'model-index': [
      {
        name: shown,
        results: [
          ...(test && test.judged > 0 ? [result('test', test.right, test.judged)] : []),
          ...(validation.judged > 0 ? [result('validation', validation.right, validation.judged)] : []),
        ],
      },
    ],
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`

function scoresText({ summary }: RunReport): string {
  const line = (of: string, { right, judged }: { right: number; judged: number }, loss: number) => {
    const [low, high] = wilsonInterval(right, judged)
    return `- ${of}: ${right} of ${judged} right, ${percent(right / judged)} (95% interval ${percent(low)} to ${percent(high)}), cross-entropy ${loss.toFixed(4)}`
  }
  const { best, test } = summary
  return [
    ...(test ? [line('Test pictures, scored once, which nothing was chosen by', rightOf(test), test.scores.loss)] : []),
    line('Validation pictures, which the best epoch was chosen by', rightOf(best), best.val.loss),
  ].join('\n')
}

/** Classes in the table at most: metrics files have all. */
const MOST_ROWS = 50

function perClassTable({ summary }: RunReport): string {
  const scores = (summary.test ?? summary.best).perClass
  const rows = scores
    .slice(0, MOST_ROWS)
    .map((one) => `| ${markdownText(one.name)} | ${percent(one.precision)} | ${percent(one.recall)} | ${percent(one.f1)} |`)
  const more = scores.length > MOST_ROWS ? `\n\n${scores.length - MOST_ROWS} more classes are not listed.` : ''
  return `| class | precision | recall | F1 |\n| --- | --- | --- | --- |\n${rows.join('\n')}${more}`
}

function noneText({ answering }: ExportModel): string {
  const noneOf = answering?.noneOf
  if (!noneOf)
    return 'This model always answers with one of its classes, also about a picture that shows none of them, and may be sure of it.'
  const share = percent(noneOf.pass)
  return [
    'The probabilities always add up to 1 over the classes, also of a picture that shows none of them. Beside them the ONNX file has an output `similarity`:',
    'the largest cosine of the pooled features with what the training pictures of each class look like.',
    `Below ${noneOf.threshold.toFixed(4)} a picture is probably none of these; ${share} of the validation pictures pass. timm, transformers and transformers.js' pipeline do not look at it:`,
    'run `onnx/model.onnx` by onnxruntime, or compute it from the pooled features and the prototypes in the metadata of the safetensors file (`none_of_these`).',
  ].join(' ')
}
