/** A run as the page exports one, made without training: a record of data, and the bundled weights under a head for its classes. */
import { readFileSync } from 'node:fs'
import { BlobReader, BlobWriter, configure, TextReader, ZipWriter } from '@zip.js/zip.js'
import { classScores } from '../../workers/metrics/confusion'
import { rightOf } from '../../workers/protocol/confusion'
import type { DatasetSummary, SampleInfo } from '../../workers/protocol/dataset'
import { DEFAULT_CONFIG, effective } from '../../workers/protocol/options'
import { type StandingCourse, standingConfusion, standingEpochs, standingRate } from '../../workers/protocol/testing/standing'

configure({ useWebWorkers: false })

const STARTER = new URL('../../public/models/resnet18-starter.safetensors', import.meta.url)
const WEIGHTS = 'best-1.safetensors'
/** Pooled features of ResNet18, which its head reads. */
const WIDTH = 512
const PICTURES_A_SECOND = 8.7

interface Tensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [begin: number, end: number]
}

/** The starter's tensors as they lie in its file, under a linear head whose answers differ from picture to picture. */
function weightsFor(classes: number): Uint8Array {
  const file = readFileSync(STARTER)
  const length = Number(file.readBigUInt64LE(0))
  const { __metadata__, ...tensors } = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, Tensor>
  const head = (shape: readonly number[]) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.25 * Math.sin(1.7 * i * i))
    return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }
  }
  const kept = Object.entries(tensors)
    .filter(([name]) => !name.startsWith('fc.'))
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => ({
        name,
        dtype,
        shape,
        bytes: file.subarray(8 + length + begin, 8 + length + end),
      }),
    )
  const all = [...kept, { name: 'fc.weight', ...head([classes, WIDTH]) }, { name: 'fc.bias', ...head([classes]) }]
  let at = 0
  const header = Object.fromEntries(
    all.map(({ name, dtype, shape, bytes }) => {
      const begin = at
      at += bytes.byteLength
      return [name, { dtype, shape, data_offsets: [begin, at] }]
    }),
  )
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.byteLength))
  return Buffer.concat([size, text, ...all.map(({ bytes }) => bytes)])
}

/** A run's pictures as the page has them open. */
export interface OpenPictures {
  readonly dataset: Pick<DatasetSummary, 'fingerprint' | 'name' | 'classes'>
  readonly samples: readonly Pick<SampleInfo, 'path' | 'label' | 'split'>[]
}

/**
 * The file of a run over these pictures.
 *
 * @param id of the run: letters, digits and `-`
 */
export async function standingRunFile(id: string, { dataset, samples }: OpenPictures, course: StandingCourse): Promise<Buffer> {
  const classes = dataset.classes.map(({ name }) => name)
  const of = (split: SampleInfo['split']) => samples.filter((sample) => sample.split === split && sample.label >= 0)
  const [train, val, test] = [of('train'), of('val'), of('test')]
  const supports = (pictures: typeof samples) => classes.map((_, c) => pictures.filter(({ label }) => label === c).length)
  // As long as its pictures take at the speed that is told.
  const seconds = train.length / PICTURES_A_SECOND
  const epochs = standingEpochs(supports(val), course).map((epoch) => ({ ...epoch, seconds }))
  const best = epochs.findLast((epoch) => epoch.best)!
  const tested = standingConfusion(supports(test), 0.7)
  const { right, judged } = rightOf({ confusion: tested })
  const started = Date.parse('2026-11-12T09:30:00Z')
  const device = { backend: 'tfjs-wasm', device: 'wasm, 4 threads', software: false, why: 'no-adapter', threads: 4 } as const
  const stepsPerEpoch = 12
  const points = epochs.flatMap(({ epoch, train: { loss, accuracy } }) =>
    Array.from({ length: stepsPerEpoch }, (_, i) => {
      const at = epoch - 1 + (i + 1) / stepsPerEpoch
      const noise = 1 + 0.2 * Math.sin(7 * at * stepsPerEpoch)
      return { at, loss: loss * noise, accuracy: Math.min(1, accuracy * noise), steps: 1 }
    }),
  )
  const scored = test.length > 0 && course === 'completed'
  const record = {
    id,
    name: `${dataset.name} 1`,
    notes: '',
    created: new Date(started).toISOString(),
    status: 'finished',
    reason: course,
    config: effective({
      ...DEFAULT_CONFIG,
      strategy: 'feature-extraction',
      head: 'linear',
      imageSize: 32,
      epochs: course === 'completed' ? 8 : 10,
      backend: 'wasm',
      learningRate: standingRate(course),
    }),
    dataset: { fingerprint: dataset.fingerprint, name: dataset.name },
    classes,
    weights: { name: 'Trainyard starter ResNet18', sha256: '00', licence: 'MIT', bundled: true },
    device,
    environment: 'standing test data',
    epochs,
    summary: {
      bestEpoch: best.epoch,
      imagesPerSecond: PICTURES_A_SECOND,
      seconds: seconds * epochs.length,
      test: scored
        ? {
            epoch: best.epoch,
            scores: { loss: best.val.loss * 1.1, accuracy: right / judged },
            judged,
            unread: 0,
            confusion: tested,
            perClass: classScores(tested, classes),
          }
        : null,
    },
    checkpoints: [],
    frozenFile: null,
    bestFile: WEIGHTS,
    bestEpoch: best.epoch,
    split: { train: train.map(({ path }) => path), val: val.map(({ path }) => path) },
    labels: [...train, ...val].map(({ label }) => label),
    ...(test.length > 0 ? { tested: { paths: test.map(({ path }) => path), labels: test.map(({ label }) => label) } } : {}),
    trace: {
      curve: { stride: 1, points },
      log: [
        { at: started, kind: 'started', trainCount: train.length, valCount: val.length, testCount: test.length, device },
        ...epochs.map(({ epoch }) => ({ at: started + Math.round(epoch * seconds * 1000), kind: 'epoch', epoch })),
        { at: started + Math.round(epochs.length * seconds * 1000), kind: 'finished', reason: course, bestEpoch: best.epoch },
      ],
    },
  }
  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0 })
  await zip.add('run.json', new TextReader(JSON.stringify(record)))
  await zip.add(WEIGHTS, new BlobReader(new Blob([new Uint8Array(weightsFor(classes.length))])))
  return Buffer.from(await (await zip.close()).arrayBuffer())
}
