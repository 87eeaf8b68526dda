/** A trained model of made-up weights, and the desk that its downloads are made at: its answers are the bias of its last layer. */
import type { Dataset, Sample } from '../../data/dataset/dataset'
import type { Batch, WatchingEngine } from '../../engine/engine'
import { exportModel, formulaParams } from '../../export/fixtures/formula'
import { runReport } from '../../export/fixtures/report'
import { softmax } from '../../metrics/probabilities'
import { resnet } from '../../model/resnet'
import type { ModelSpec, ParamMap } from '../../model/spec'
import { DEFAULT_CONFIG, type RunRecord } from '../../protocol'
import type { DownloadDesk } from '../downloads/downloadCheck'
import { References } from '../downloads/references'
import type { Network, TrainedModel } from '../model/model'
import { ToyEngine } from './toyEngine'

const SIZE = 8
const CLASSES = ['cat', 'dog']

/** @param paths of the pictures, training first; cats and dogs take turns */
export function trainedModel(split: RunRecord['split'], changes: Partial<TrainedModel> = {}): TrainedModel {
  const spec = resnet(18, { classes: 2, width: 2 })
  const { summary, device } = runReport()
  const config = { ...DEFAULT_CONFIG, imageSize: SIZE, batchSize: 4, accumulate: 1 }
  const { facts } = exportModel(spec, new Map(), SIZE)
  const record: RunRecord = {
    ...{
      id: 'run-1',
      number: 1,
      name: 'pets 1',
      notes: '',
      created: facts.created,
      status: 'finished',
      reason: 'completed',
      problem: null,
    },
    ...{ config, dataset: { fingerprint: facts.datasetFingerprint, name: 'pets' }, classes: CLASSES, device, environment: 'test' },
    weights: { name: 'Starter', sha256: '00', licence: 'MIT' },
    ...{ epochs: summary.epochs, summary, checkpoints: [], bestFile: null, bestEpoch: 2, deletedAt: null },
    split,
    labels: [...split.train, ...split.val].map((_, i) => i % 2),
  }
  const params = formulaParams(spec)
  return {
    info: { classes: CLASSES, imageSize: SIZE, arch: 'resnet18', runId: 'run-1', better: null, temperature: 1, noneOf: null },
    ...{ temperature: 1, plain: { params, validation: null }, prototypes: null },
    ...{ config, spec, params, summary, validation: null, last: null, record, device, facts },
    pathOf: () => '',
    ...changes,
  }
}

/** The run's pictures, all of them open. */
export function openPictures({ record, facts }: TrainedModel, layout: Dataset['layout'] = 'class-folders'): Dataset {
  const paths = [...record.split.train, ...record.split.val]
  const samples = paths.map((path, id): Sample => {
    const split = id < record.split.train.length ? 'train' : 'val'
    const source = { kind: 'file', file: new File([path], path) } as const
    return { id, path, label: record.labels[id]!, split, given: null, group: id, leftOut: false, used: true, source }
  })
  return {
    ...{ fingerprint: facts.datasetFingerprint, pictures: [] },
    ...{
      name: 'pets',
      layout,
      readAs: {},
      groups: null,
      around: 0,
      alternatives: [],
      evidence: [],
      onlyInTest: [],
      tables: { taken: null, found: [], namesFrom: null },
      codePage: null,
      classes: CLASSES,
      samples,
      skipped: [],
      splitFrom: 'seed',
      valFraction: 0.2,
      bytes: 0,
    },
  }
}

/** @param dataset the pictures that are open; null where none are */
export function desk(dataset: Dataset | null, predictor: Partial<DownloadDesk['predictor']> = {}): DownloadDesk {
  // A TensorFlow.js file has no dots in names.
  const bias = ({ params }: Pick<Network, 'params'>) => [...params].find(([name]) => /^fc.3\.bias$/.test(name))![1].data
  const answers = (network: Pick<Network, 'params'>, n: number) => Float32Array.from({ length: n * 2 }, (_, i) => bias(network)[i % 2]!)
  return {
    references: new References(),
    predictor: {
      logits: async (network, _pixels, n) => answers(network, n),
      between: (_network, work) => work(watchingEngine(answers)),
      probabilities: async (network, _pixels, n) => softmax(answers(network, n), 2),
      ...predictor,
    },
    pictures: {
      isOpen: dataset !== null,
      get dataset(): Dataset {
        if (!dataset) throw new Error('no pictures are open')
        return dataset
      },
      file: async (id) => new Blob([`bytes of ${dataset!.samples[id]!.path}`]),
      evaluationPixels: async (sample, { imageSize }) => new Uint8Array(imageSize ** 2 * 3).fill('id' in sample ? Number(sample.id) : 0),
      thumbnails: async (ids) => ids.map(() => new Blob(['jpeg'], { type: 'image/jpeg' })),
    },
  }
}

/** An engine between whose layers lies nothing but -1 and 1. */
function watchingEngine(answers: (network: Pick<Network, 'params'>, n: number) => Float32Array): WatchingEngine {
  let params: ParamMap = new Map()
  return Object.assign(new ToyEngine(), {
    load: async (_spec: ModelSpec, given: ParamMap) => {
      params = given
    },
    through: async ({ n }: Batch, places: ReadonlySet<string>, at: (id: string, values: Float32Array) => void) => {
      for (const id of places) at(id, Float32Array.of(-1, 1))
      return answers({ params }, n)
    },
  })
}
