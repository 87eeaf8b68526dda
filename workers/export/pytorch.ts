/** The run as a PyTorch project: it goes on where the studio stopped, on one process or many (`torchrun`). */

import { isVitName } from '../model/blocks'
import { writeSafetensors } from '../model/safetensors'
import { headOf, type ModelSpec, type Param, type ParamMap, paramInfos } from '../model/spec'
import { factsOf } from '../operations/facts'
import { csvTable } from '../protocol/csv'
import type { RunConfig } from '../protocol/options'
import { plainText } from '../protocol/text'
import { updatesPerEpoch } from '../recipe/schedule'
import { blockUpdates, rateShares, unfreezingOf } from '../recipe/strategy'
import { listed, markdownText } from './markdown'
import { type ExportModel, metadataOf, originText, preprocessing } from './model'
import network from './pytorch/network.py?raw'
import predict from './pytorch/predict.py?raw'
import readme from './pytorch/README.template.md?raw'
import requirements from './pytorch/requirements.txt?raw'
import safetensorsIo from './pytorch/safetensors_io.py?raw'
import shards from './pytorch/shards.py?raw'
import train from './pytorch/train.py?raw'
import slurm from './pytorch/train.slurm?raw'
import vit from './pytorch/vit.py?raw'
import { toSafetensors } from './safetensors'
import { type ZipContent, zipFiles } from './zip'

export interface PyTorchProject {
  readonly model: ExportModel
  readonly config: RunConfig
  /** As `TrainingEngine.optimizerState()` gives it; null starts the optimizer anew. */
  readonly optimizerState: ParamMap | null
  /** Where the run stands with the weights of `model`. */
  readonly start: {
    /** Epochs done. */
    readonly epoch: number
    /** Optimizer updates done. */
    readonly updates: number
    readonly valLoss: number
    readonly valAccuracy: number
    /** What reduce-on-plateau has made of the learning rate; 1 otherwise. */
    readonly plateauFactor: number
    /** The lowest validation loss that it counts from, and the epochs since; infinite where it has seen none. */
    readonly plateauBest: number
    readonly plateauBad: number
    /** The run's best validation loss, which need not be of these weights. */
    readonly bestValLoss: number
  }
  /** The weights behind `model` where that is their moving average: training goes on from these. */
  readonly live: ParamMap | null
  /** Every picture with a label: its path as the studio has it, the opened folder's or zip's name first; class index, split. */
  readonly split: readonly { readonly path: string; readonly label: number; readonly split: 'train' | 'val' | 'test' }[]
  /** The pictures themselves, by the paths of `split`: of drawn and captured ones, which lie in no folder of the person's. Null: they are elsewhere. */
  readonly pictures: ReadonlyMap<string, Blob> | null
}

/** The folder of the zip that everything lies in. */
export const PROJECT_FOLDER = 'trainyard-project'

/** The zip of the project; everything in it lies in `PROJECT_FOLDER`. */
export async function toPyTorchProject(project: PyTorchProject): Promise<Blob> {
  return zipFiles(PROJECT_FOLDER, projectFiles(project))
}

/** About how many bytes the project's zip has: its tensors and pictures are stored as they are, the rest is text. */
export function bytesOfProject({ model, optimizerState, live, split, pictures }: PyTorchProject): number {
  const bytesIn = (tensors: Iterable<readonly [string, Param]>) => [...tensors].reduce((sum, [, { data }]) => sum + data.byteLength, 0)
  const pictureBytes = [...(pictures?.values() ?? [])].reduce((sum, { size }) => sum + size, 0)
  return bytesIn(model.params) + bytesIn(live ?? []) + bytesIn(momentsOf(optimizerState)) + pictureBytes + 12 * split.length
}

/** The project's `network.py`, for a network. */
export const networkText = (spec: ModelSpec): string =>
  network.replace('{{BLOCKS}}', `[${spec.blocks.map((block) => `'${block}'`).join(', ')}]`).replace('{{MODULES}}', modulesText(spec))

/** The block of each module that torchvision's or timm's network is made of, and of parameters that are the network's own, as a Python dictionary. */
function modulesText({ layers }: ModelSpec): string {
  const modules = new Map(
    layers.flatMap((layer) => {
      const { id, block, bare } = layer
      const names = bare
        ? factsOf(layer)
            .params(layer)
            .map(({ suffix }) => suffix)
        : [/^((features|blocks)\.)?[^.]+/.exec(id)![0]]
      return names.map((name) => [name, block] as const)
    }),
  )
  return `{${[...modules].map(([name, block]) => `'${name}': '${block}'`).join(', ')}}`
}

const momentsOf = (optimizerState: ParamMap | null): [string, Param][] =>
  [...(optimizerState ?? [])].filter(([name]) => /^(exp_avg|exp_avg_sq|momentum_buffer)\./.test(name))

/**
 * What the pictures were opened as, and their paths inside of it. A folder's or zip's own name comes first in every path: where all have the
 * same, it is the root and is taken off, since whoever gives the folder to `train.py` gives that one. Empty where there were several, or loose files.
 */
export function fromRoot(paths: readonly string[]): { readonly root: string; readonly inside: readonly string[] } {
  const first = paths[0]?.split('/') ?? []
  const root = first.length > 1 ? `${first[0]}/` : ''
  if (root === '' || !paths.every((path) => path.startsWith(root))) return { root: '', inside: paths }
  return { root: root.slice(0, -1), inside: paths.map((path) => path.slice(root.length)) }
}

/**
 * The project's files by name.
 * @throws Error where the model is incomplete (`assertExportable`) or a picture's label is no class
 */
export function projectFiles({ model, config, optimizerState, start, live, split, pictures }: PyTorchProject): Record<string, ZipContent> {
  const { classes } = model
  const { root, inside } = fromRoot(split.map(({ path }) => path))
  const stray = split.find(({ label }) => classes[label] === undefined)
  if (stray) throw new Error(`${stray.path} has the label ${stray.label}, which is none of ${classes.length} classes`)
  const moments = momentsOf(optimizerState)
  const trained = split.filter((row) => row.split === 'train').length
  const steps = stepsOf(model, config, start.updates, trained).filter(([name]) => optimizerState?.has(name.replace('step', 'exp_avg')))
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return {
    'README.md': fillIn(readme, model, start, {
      DATA: pictures ? '' : ' --data PICTURES',
      // Networks of timm's names are built by a file of their own.
      ...(isVitName(model.spec.arch) ? { NAMES: 'timm', OWN: ' `vit.py`,' } : { NAMES: 'torchvision', OWN: '' }),
      WHERE: pictures ? 'The pictures lie in `pictures/`, so nothing else is needed.' : whereFrom(root, inside),
    }),
    'train.py': train,
    'train.slurm': slurm,
    'shards.py': shards,
    'predict.py': predict,
    'network.py': networkText(model.spec),
    ...(isVitName(model.spec.arch) ? { 'vit.py': vit } : {}),
    'safetensors_io.py': safetensorsIo,
    'requirements.txt': requirements,
    'config.json': json({
      arch: model.spec.arch,
      head: model.params.has(`${headOf(model.spec)}.3.weight`) ? 'article' : 'linear',
      feature_width: model.spec.featureWidth,
      labels: classes,
      image_size: model.imageSize,
      preprocessing: preprocessing(model),
      pictures_root: root,
      config,
      // As the studio reads the recipe: the first epoch of each block, null where it stays frozen, and what its learning rate is of the head's.
      unfreezing: unfreezingOf(config),
      rate_shares: rateShares(config),
      origin: metadataOf(model, false),
    }),
    'start.json': json({
      epoch: start.epoch,
      updates: start.updates,
      val_loss: start.valLoss,
      val_accuracy: start.valAccuracy,
      plateau_factor: start.plateauFactor,
      plateau_best: Number.isFinite(start.plateauBest) ? start.plateauBest : null,
      plateau_bad: start.plateauBad,
      best_val_loss: start.bestValLoss,
    }),
    // One line a class: a line break in a name would make two.
    'labels.txt': `${classes.map(plainText).join('\n')}\n`,
    'split.csv': csvTable([['path', 'label', 'split'], ...split.map((row, i) => [inside[i]!, classes[row.label]!, row.split])], '\n'),
    'model.safetensors': toSafetensors(model),
    ...(live ? { 'live.safetensors': writeSafetensors(live, {}) } : {}),
    ...(moments.length > 0
      ? { 'optimizer.safetensors': writeSafetensors(new Map([...moments, ...steps]), { updates: String(start.updates) }) }
      : {}),
    ...Object.fromEntries(
      split.flatMap(({ path }, i) => {
        const picture = pictures?.get(path)
        return picture ? [[`pictures/${inside[i]}`, picture]] : []
      }),
    ),
  }
}

const ELSEWHERE =
  'If the studio drew them or its camera took them, they lie in no folder: open them in the studio and download the project again, and they are in it (up to 300 MB).'

/** What PICTURES is, in words. */
function whereFrom(root: string, inside: readonly string[]): string {
  const roots = [...new Set(inside.map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')))].filter(
    (name) => name !== '',
  )
  const named = roots.slice(0, 3).map(markdownText).join(', ') + (roots.length > 3 ? ', ...' : '')
  if (root)
    return `PICTURES is the folder "${markdownText(root)}" that was opened in the studio; of a zip it is the folder that the zip is unpacked into. ${ELSEWHERE}`
  if (roots.length === 0) return `PICTURES is the folder that holds the picture files. ${ELSEWHERE}`
  return `PICTURES is the folder in which what was opened in the studio lies side by side: ${named}. ${ELSEWHERE}`
}

/** torch's `step` of every parameter as `step.NAME`: its own updates, fewer where it was frozen at first. */
function stepsOf(model: ExportModel, config: RunConfig, updates: number, trained: number): [string, Param][] {
  const done = blockUpdates(config, updates, updatesPerEpoch(trained, config))
  return paramInfos(model.spec).map(({ name, block }) => [`step.${name}`, { shape: [], data: Float32Array.of(done[block] ?? 0) }])
}

function fillIn(
  template: string,
  { facts, classes, spec, imageSize }: ExportModel,
  start: PyTorchProject['start'],
  words: Readonly<Record<string, string>>,
): string {
  const values: Record<string, string> = {
    ...words,
    ARCH: spec.arch,
    CLASSES: listed(classes),
    SIZE: String(imageSize),
    EPOCH: String(start.epoch),
    LOSS: start.valLoss.toFixed(4),
    ACCURACY: start.valAccuracy.toFixed(4),
    DATASET: markdownText(facts.datasetName),
    FINGERPRINT: markdownText(facts.datasetFingerprint),
    TRAINED: facts.isUntrained ? 'trained from nothing' : 'fine-tuned',
    ORIGIN: originText(facts, markdownText),
    SEED: String(facts.seed),
  }
  return template.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole)
}
