/** Records of runs with made-up figures. */
import { DEFAULT_CONFIG, type EpochRecord, type RunRecord } from '../../protocol'

export function toyEpoch(epoch: number, accuracy: number, best: boolean): EpochRecord {
  const scores = { loss: 1 - accuracy, accuracy }
  const perClass = ['cat', 'dog'].map((name) => ({ name, precision: accuracy, recall: accuracy, f1: accuracy, support: 10 }))
  const confusion = [
    [5, 5],
    [5, 5],
  ]
  return { epoch, train: scores, val: scores, seconds: 1, learningRate: 1e-3, confusion, perClass, best }
}

export function toyRecord(changes: Partial<RunRecord> = {}): RunRecord {
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
    dataset: { fingerprint: '00', name: 'pets' },
    classes: ['cat', 'dog'],
    weights: { name: 'Starter', sha256: '00', licence: 'MIT' },
    device: { backend: 'tfjs-wasm', device: 'wasm, 1 thread', software: false, why: 'no-webgpu', threads: 1 },
    environment: 'test',
    epochs: [],
    summary: null,
    checkpoints: [],
    frozenFile: null,
    bestFile: null,
    bestEpoch: 0,
    split: { train: ['pets/cat/1.jpg'], val: ['pets/dog/1.jpg'] },
    labels: [0, 1],
    deletedAt: null,
    ...changes,
  }
}
