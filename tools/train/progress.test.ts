import { describe, expect, it } from 'vitest'
import type { DatasetSummary } from '../../workers/protocol/dataset'
import type { EpochRecord } from '../../workers/protocol/events'
import { datasetLines, duration, type Moment, momentLine, progressPrinter } from './progress'

const moment = (step: number): Moment => ({
  started: {
    type: 'started',
    runId: 'r',
    device: { backend: 'tfjs-wasm', device: 'wasm', software: false, why: 'no-adapter', threads: 2 },
    stepsPerEpoch: 50,
    epochs: 3,
    classes: ['cat', 'dog'],
    trainCount: 1600,
    valCount: 402,
    firstEpoch: 1,
  },
  step: {
    type: 'step',
    epoch: 2,
    step,
    loss: 0.41234,
    accuracy: 0.8125,
    learningRate: 1e-3,
    imagesPerSecond: 201.4,
    waiting: 0.1,
    secondsLeft: 69,
  },
  validation: null,
})
const record: EpochRecord = {
  epoch: 1,
  train: { loss: 0.5, accuracy: 0.75 },
  val: { loss: 0.4, accuracy: 0.861 },
  seconds: 12.4,
  learningRate: 1e-3,
  confusion: [],
  perClass: [],
  best: true,
}

function written(isTTY: boolean, use: (printer: ReturnType<typeof progressPrinter>) => void): string {
  let text = ''
  use(progressPrinter({ isTTY, columns: 40, write: (more) => (text += more) }))
  return text
}

describe('progress in words', () => {
  it('writes durations', () => {
    expect([12.4, 69, 3720].map(duration)).toEqual(['12 s', '1 min 09 s', '1 h 02 min'])
  })

  it('says what was found and what was left out', () => {
    const dataset: DatasetSummary = {
      fingerprint: '',
      name: 'pets',
      layout: 'kaggle-flat',
      alternatives: [],
      evidence: [],
      onlyInTest: [],
      classes: ['cat', 'dog'].map((name) => ({ name, counts: { train: 800, val: 201, test: 0 } })),
      counts: { train: 1600, val: 402, test: 0 },
      unlabelled: 3,
      splitFrom: 'seed',
      valFraction: 0.2,
      bytes: 1,
      skipped: { counts: { hidden: 2 }, examples: [] },
      changes: { leftOut: 0, relabelled: 0, moved: 0, renamedClasses: 0, marked: 0, canUndo: false, setAside: false, problem: null },
    }
    expect(datasetLines(dataset)).toEqual([
      'pets: 2,005 pictures, 2 classes (cat, dog): 1600 to train, 402 to validate, 3 to test',
      'left out: 2 hidden',
    ])
  })

  it('says where a run is', () => {
    expect(momentLine(moment(7))).toBe('epoch 2/3 step 7/50  loss 0.4123  accuracy 81.3%  201 images/s  1 min 09 s left')
    expect(momentLine({ ...moment(7), validation: { type: 'validation-progress', done: 64, of: 402 } })).toBe('epoch 2/3 validating 64/402')
    expect(momentLine({ started: null, step: null, validation: null })).toBeNull()
  })
})

describe('printing', () => {
  it('keeps every line in a log, and says nothing twice', () => {
    const text = written(false, (printer) => {
      printer.moment(moment(7), [])
      printer.moment(moment(7), [])
      printer.moment(moment(8), [record])
    })
    expect(text.trimEnd().split('\n')).toEqual([
      expect.stringContaining('step 7/50'),
      'epoch 1/3  train loss 0.5000 accuracy 75.0%  val loss 0.4000 accuracy 86.1%  12 s  best so far',
      expect.stringContaining('step 8/50'),
    ])
  })

  it('writes over one line, no longer than the terminal, where somebody looks', () => {
    const text = written(true, (printer) => {
      printer.moment(moment(7), [])
      printer.moment(moment(8), [])
    })
    expect(text).not.toContain('\n')
    expect(text.split('\r').map((line) => line.replace('\x1b[K', '').length)).toEqual([0, 39, 39])
  })
})
