/** A trainer with made-up figures, for unit tests of the page's state. */
import {
  type DatasetSummary,
  DEFAULT_CONFIG,
  type EpochRecord,
  type Listener,
  type ModelInfo,
  NO_CHANGES,
  type RunConfig,
  type RunEvent,
  type RunRecord,
  type RunSummary,
  type TrainerApi,
  type WeightsInfo,
} from '../../workers/protocol'

export const fakeSummary: DatasetSummary = {
  fingerprint: '00',
  pictures: [],
  name: 'pets',
  layout: 'class-folders',
  readAs: {},
  groups: null,
  alternatives: [],
  evidence: [],
  onlyInTest: [],
  tables: { taken: null, found: [], namesFrom: null },
  codePage: null,
  classes: [
    { name: 'cat', counts: { train: 80, val: 20, test: 0 } },
    { name: 'dog', counts: { train: 80, val: 20, test: 0 } },
  ],
  counts: { train: 160, val: 40, test: 0 },
  unlabelled: 0,
  splitFrom: 'seed',
  valFraction: 0.2,
  bytes: 1_000_000,
  skipped: { counts: {}, examples: [] },
  changes: NO_CHANGES,
  additions: { base: '00', pictures: 0, emptyClasses: [], lost: { pictures: 0, examples: [] } },
}

const fakeWeights: WeightsInfo = {
  name: 'Starter',
  bundled: true,
  depth: '18',
  attention: 'none',
  bestSize: 96,
  sha256: '00',
  verified: null,
  kept: null,
  licence: 'MIT',
  model: null,
}

/** One epoch's record: `right` of 20 per class are right. */
export function fakeEpoch(epoch: number, right: number, loss: number, best: boolean): EpochRecord {
  const share = right / 20
  return {
    epoch,
    train: { loss: loss * 0.9, accuracy: share },
    val: { loss, accuracy: share },
    seconds: 2,
    learningRate: 1e-3,
    confusion: [
      [right, 20 - right],
      [20 - right, right],
    ],
    perClass: ['cat', 'dog'].map((name) => ({ name, precision: share, recall: share, f1: share, support: 20 })),
    best,
  }
}

/** A run of two epochs, as events. */
export function fakeRun(config: RunConfig): { events: RunEvent[]; summary: RunSummary } {
  const epochs = [fakeEpoch(1, 15, 0.6, true), fakeEpoch(2, 18, 0.4, true)]
  const summary: RunSummary = { bestEpoch: 2, best: epochs[1]!, epochs, imagesPerSecond: 100, seconds: 4 }
  const step = (epoch: number, at: number): RunEvent => ({
    type: 'step',
    epoch,
    step: at,
    loss: 1 / (epoch + at),
    accuracy: 0.5,
    learningRate: config.learningRate,
    imagesPerSecond: 100,
    waiting: 0,
    secondsLeft: 1,
  })
  const device = { backend: 'tfjs-wasm', device: 'wasm, 1 thread', software: false, why: 'no-webgpu', threads: 1 } as const
  return {
    summary,
    events: [
      { type: 'phase', phase: 'loading' },
      {
        type: 'started',
        runId: 'run-1',
        device,
        stepsPerEpoch: 5,
        epochs: 2,
        classes: ['cat', 'dog'],
        trainCount: 160,
        valCount: 40,
        firstEpoch: 1,
      },
      { type: 'phase', phase: 'training' },
      ...[1, 2, 3, 4, 5].map((at) => step(1, at)),
      { type: 'epoch', record: epochs[0]! },
      ...[1, 2, 3, 4, 5].map((at) => step(2, at)),
      { type: 'epoch', record: epochs[1]! },
      { type: 'finished', reason: 'completed', summary },
    ],
  }
}

/** A kept run: finished, of the fake pictures, without epochs unless `changes` give some. */
export function fakeRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'run-1',
    number: 1,
    name: 'pets 1',
    notes: '',
    created: '2026-11-01T10:00:00.000Z',
    status: 'finished',
    reason: 'completed',
    problem: null,
    config: DEFAULT_CONFIG,
    dataset: { fingerprint: fakeSummary.fingerprint, name: fakeSummary.name },
    classes: ['cat', 'dog'],
    weights: { name: 'Starter', sha256: '00', licence: 'MIT' },
    device: { backend: 'tfjs-wasm', device: 'wasm, 1 thread', software: false, why: 'no-webgpu', threads: 1 },
    environment: 'test',
    epochs: [],
    summary: null,
    checkpoints: [],
    bestFile: null,
    bestEpoch: 0,
    split: { train: [], val: [] },
    labels: [],
    deletedAt: null,
    ...changes,
  }
}

type CallName = { [P in keyof TrainerApi]: `${P}.${keyof TrainerApi[P] & string}` }[keyof TrainerApi]
type CallOf<N extends string> = N extends `${infer P extends keyof TrainerApi}.${infer M}`
  ? M extends keyof TrainerApi[P]
    ? TrainerApi[P][M]
    : never
  : never
/** Calls of the trainer by part and name: `'dataset.open'`. */
export type FakeCalls = { readonly [N in CallName]?: CallOf<N> }

/** Answers at once what the page's state asks for; `overrides` replace what a test is about. A call that is not faked rejects. */
export function fakeTrainer(overrides: FakeCalls = {}): TrainerApi {
  let model: ModelInfo | null = null
  const answers: FakeCalls = {
    'devices.offer': () =>
      Promise.resolve({
        device: { backend: 'tfjs-wasm', device: 'wasm, 1 thread', software: false, why: 'no-webgpu', threads: 1 },
        others: [],
      }),
    'dataset.open': () => Promise.resolve(fakeSummary),
    'dataset.cancelOpening': () => Promise.resolve(),
    'dataset.samples': () => Promise.resolve({ total: 0, samples: [] }),
    'dataset.thumbnails': (ids) => Promise.resolve(ids.map(() => null)),
    'health.report': () => Promise.resolve(null),
    'search.kept': () => Promise.resolve(null),
    'dataset.augmentedViews': () => Promise.resolve([]),
    'dataset.mixedViews': () => Promise.resolve([]),
    'weights.current': () => Promise.resolve(fakeWeights),
    'weights.use': (file) => Promise.resolve({ ...fakeWeights, name: file.name, bundled: false, bestSize: 224 }),
    'weights.useRun': (id) =>
      Promise.resolve({ ...fakeWeights, name: id, bundled: false, model: { classes: ['cat', 'dog'], head: 'article' } }),
    'weights.useBundled': () => Promise.resolve(fakeWeights),
    'weights.useUntrained': (depth, seed) =>
      Promise.resolve({
        ...fakeWeights,
        name: `untrained ${depth} ${seed}`,
        bundled: false,
        bestSize: 224,
        depth,
        isUntrained: true,
        seed,
      }),
    'weights.takeKept': () => Promise.resolve(null),
    'weights.kept': () => Promise.resolve({ files: 0, bytes: 0 }),
    'weights.clearKept': () => Promise.resolve(),
    'training.estimate': () => Promise.resolve({ seconds: 60, wrongBy: 1.25, mayEndEarly: false, bytes: 300e6 }),
    'insight.predictions': () => Promise.resolve([]),
    'training.network': () => Promise.resolve({ blocks: [], macs: 0, parameters: 0, bytes: 0, holds: { fits: true } }),
    'training.train'(config: RunConfig, onEvent: Listener<RunEvent>) {
      const { events, summary } = fakeRun(config)
      for (const event of events) onEvent(event)
      model = {
        classes: ['cat', 'dog'],
        imageSize: config.imageSize,
        arch: 'resnet18',
        runId: 'run-1',
        better: null,
        temperature: 1,
        noneOf: null,
      }
      return Promise.resolve(summary)
    },
    'runs.list': () => Promise.resolve([]),
    'runs.space': () => Promise.resolve({ bytes: 0, budget: 4e9, byRun: {}, problem: null }),
    'training.stop': () => Promise.resolve(),
    'training.pause': () => Promise.resolve(),
    'training.resume': () => Promise.resolve(),
    'answers.model': () => Promise.resolve(model),
    'answers.predict': () => Promise.resolve({ probabilities: [0.9, 0.1], similarity: null, milliseconds: 5 }),
    'answers.useRun': (runId) => {
      model = { classes: ['cat', 'dog'], imageSize: 64, arch: 'resnet18', runId, better: null, temperature: 1, noneOf: null }
      return Promise.resolve(model)
    },
    'downloads.make': (format) => Promise.resolve({ name: `model.${format}`, blob: new Blob(['x']) }),
    ...overrides,
  }
  const part = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method) => {
          const call = `${name}.${String(method)}`
          return Reflect.get(answers, call) ?? (() => Promise.reject(new Error(`not faked: ${call}`)))
        },
      },
    )
  return new Proxy({} as TrainerApi, { get: (_, name) => part(String(name)) })
}
