/** The run as a PyTorch project: it goes on where the studio stopped, on one process or many (`torchrun`). */
import { csvField } from '../metrics/csv'
import { writeSafetensors } from '../model/safetensors'
import { type Param, type ParamMap, paramInfos } from '../model/spec'
import type { RunConfig } from '../protocol/options'
import { blockUpdates } from '../protocol/unfreezing'
import { type ExportModel, metadataOf, preprocessing } from './model'
import network from './pytorch/network.py?raw'
import predict from './pytorch/predict.py?raw'
import readme from './pytorch/README.template.md?raw'
import requirements from './pytorch/requirements.txt?raw'
import safetensorsIo from './pytorch/safetensors_io.py?raw'
import train from './pytorch/train.py?raw'
import { toSafetensors } from './safetensors'
import { zipFiles } from './zip'

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
  }
  /** Every picture with a label: its path in the dropped folder, class index, split. */
  readonly split: readonly { readonly path: string; readonly label: number; readonly split: 'train' | 'val' | 'test' }[]
}

/** The zip of the project; everything in it lies in a folder `trainyard-project`. */
export async function toPyTorchProject(project: PyTorchProject): Promise<Blob> {
  return zipFiles('trainyard-project', projectFiles(project))
}

/**
 * The project's files by name.
 * @throws Error where the model is incomplete (`assertExportable`) or a picture's label is no class
 */
export function projectFiles({
  model,
  config,
  optimizerState,
  start,
  split,
}: PyTorchProject): Record<string, string | Uint8Array<ArrayBuffer>> {
  const { classes } = model
  const stray = split.find(({ label }) => classes[label] === undefined)
  if (stray) throw new Error(`${stray.path} has the label ${stray.label}, which is none of ${classes.length} classes`)
  const moments = [...(optimizerState ?? [])].filter(([name]) => /^(exp_avg|exp_avg_sq|momentum_buffer)\./.test(name))
  const trained = split.filter((row) => row.split === 'train').length
  const steps = stepsOf(model, config, start.updates, trained).filter(([name]) => optimizerState?.has(name.replace('step', 'exp_avg')))
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return {
    'README.md': fillIn(readme, model, start),
    'train.py': train,
    'predict.py': predict,
    'network.py': network,
    'safetensors_io.py': safetensorsIo,
    'requirements.txt': requirements,
    'config.json': json({
      arch: model.spec.arch,
      head: model.params.has('fc.3.weight') ? 'article' : 'linear',
      labels: classes,
      image_size: model.imageSize,
      temperature: model.temperature ?? 1,
      preprocessing: preprocessing(model.imageSize),
      config,
      origin: metadataOf(model),
    }),
    'start.json': json({
      epoch: start.epoch,
      updates: start.updates,
      val_loss: start.valLoss,
      val_accuracy: start.valAccuracy,
      plateau_factor: start.plateauFactor,
    }),
    'labels.txt': `${classes.join('\n')}\n`,
    'split.csv': `${['path,label,split', ...split.map((row) => [row.path, classes[row.label]!, row.split].map(csvField).join(','))].join('\n')}\n`,
    'model.safetensors': toSafetensors(model),
    ...(moments.length > 0
      ? { 'optimizer.safetensors': writeSafetensors(new Map([...moments, ...steps]), { updates: String(start.updates) }) }
      : {}),
  }
}

/** torch's `step` of every parameter as `step.NAME`: its own updates, fewer where it was frozen at first. */
function stepsOf(model: ExportModel, config: RunConfig, updates: number, trained: number): [string, Param][] {
  const perEpoch = Math.ceil(Math.ceil(trained / config.batchSize) / config.accumulate)
  const done = blockUpdates(config, updates, perEpoch)
  return paramInfos(model.spec).map(({ name, block }) => [`step.${name}`, { shape: [], data: Float32Array.of(done[block]) }])
}

function fillIn(template: string, { facts, classes, spec, imageSize }: ExportModel, start: PyTorchProject['start']): string {
  const values: Record<string, string> = {
    ARCH: spec.arch,
    CLASSES: classes.join(', '),
    SIZE: String(imageSize),
    EPOCH: String(start.epoch),
    LOSS: start.valLoss.toFixed(4),
    ACCURACY: start.valAccuracy.toFixed(4),
    DATASET: facts.datasetName,
    FINGERPRINT: facts.datasetFingerprint,
    WEIGHTS: facts.baseWeights,
    LICENCE: facts.baseWeightsLicence,
    SEED: String(facts.seed),
  }
  return template.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole)
}
