import { describe, expect, it, test } from 'vitest'
import type { EpochRecord } from '../../workers/protocol/events'
import { duration, type Moment, openingPart, outcomeLines, progressPrinter, runPart, startLine, stepLine } from './progress'

const moment = (step: number): Moment => ({
  phase: 'training',
  features: null,
  testing: null,
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

/** What is written by `use`, which can let time pass. */
function written(isTTY: boolean, use: (printer: ReturnType<typeof progressPrinter>, pass: (milliseconds: number) => void) => void): string {
  let text = ''
  let now = 0
  const printer = progressPrinter({ isTTY, columns: 40, write: (more) => (text += more) }, () => now)
  use(printer, (milliseconds) => (now += milliseconds))
  return text
}
const lines = (text: string) => text.trimEnd().split('\n')

describe('progress in words', () => {
  it('writes durations', () => {
    expect([12.4, 69, 3720].map(duration)).toEqual(['12 s', '1 min 09 s', '1 h 02 min'])
  })

  it('says where a run is', () => {
    expect(stepLine(moment(7))).toBe('epoch 2/3 step 7/50  loss 0.4123  accuracy 81.3%  201 images/s  1 min 09 s left')
    expect(stepLine({ ...moment(7), step: null })).toBeNull()
    expect(runPart(moment(7))).toBeNull()
    expect(runPart({ ...moment(7), phase: 'validating', validation: { type: 'validation-progress', done: 64, of: 402 } })).toEqual({
      what: 'epoch 2/3 validating',
      done: 64,
      of: 402,
    })
    expect(openingPart({ status: 'reading', files: 200 }, 2002)).toEqual({ what: 'reading pictures', done: 200, of: 2002 })
  })
})

describe('printing', () => {
  it('keeps every line in a log, and says nothing twice', () => {
    const text = written(false, (printer, pass) => {
      printer.moment(moment(7), [])
      printer.moment(moment(7), [])
      pass(3000)
      printer.moment(moment(8), [record])
    })
    expect(lines(text)).toEqual([
      expect.stringContaining('step 7/50'),
      'epoch 1/3  train loss 0.5000 accuracy 75.0%  val loss 0.4000 accuracy 86.1%  12 s  best so far',
      expect.stringContaining('step 8/50'),
    ])
  })

  it('has a line for every phase of a run, the first at once, with a bar and the time left', () => {
    const nothing: Moment = { phase: 'loading', started: null, step: null, validation: null, features: null, testing: null }
    const features = (done: number): Moment => ({
      ...nothing,
      phase: 'features',
      features: { type: 'feature-progress', done, of: 400, views: 1, pictures: 300, imagesPerSecond: 33, secondsLeft: 9 },
    })
    const validating = (done: number): Moment => ({
      ...moment(50),
      phase: 'validating',
      validation: { type: 'validation-progress', done, of: 402 },
    })
    const text = written(false, (printer, pass) => {
      printer.part({ what: 'starting the browser', done: 0, of: 0 })
      printer.part(openingPart({ status: 'listing', files: 0 }, 2002))
      printer.moment(nothing, [])
      printer.moment(features(0), [])
      pass(3000)
      printer.moment(features(100), [])
      printer.moment(moment(1), [])
      printer.moment(validating(0), [])
      printer.moment({ ...moment(50), phase: 'finishing' }, [])
      printer.part({ what: 'writing model.onnx', done: 2, of: 6 })
    })
    expect(lines(text)).toEqual([
      'starting the browser ...',
      'listing files [....................] 0/2,002',
      'Loading weights and pictures ...',
      'The frozen network looks at every picture first [....................] 0/400',
      'The frozen network looks at every picture first [#####...............] 100/400  9 s left',
      expect.stringContaining('epoch 2/3 step 1/50'),
      'epoch 2/3 validating [....................] 0/402',
      'Restoring the best weights ...',
      'writing model.onnx [#######.............] 2/6',
    ])
  })

  it('gives a log no more than a line every two seconds while a phase lasts', () => {
    const text = written(false, (printer, pass) => {
      for (let done = 0; done < 100; done++) {
        printer.part({ what: 'reading pictures', done, of: 100 })
        pass(100)
      }
    })
    expect(lines(text)).toHaveLength(5)
  })

  it('writes names so that they do nothing to the terminal', () => {
    const text = written(true, (printer) => {
      printer.line('wrote out/\x1b[2Jcat\n')
      printer.part({ what: 'reading \x9b2J', done: 0, of: 0 })
    })
    expect(text).toBe('\r\x1b[Kwrote out/\\u{1b}[2Jcat\\u{a}\n\r\x1b[Kreading \\u{9b}2J ...')
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

it('says what the model is and by what, and how it does on the test pictures', () => {
  const best = {
    epoch: 2,
    val: { loss: 0.31, accuracy: 0.75 },
    confusion: [
      [2, 0],
      [1, 1],
    ],
  } as unknown as EpochRecord
  const score = {
    epoch: 2,
    scores: { loss: 0.5, accuracy: 0.5 },
    judged: 2,
    unread: 1,
    confusion: [
      [1, 1],
      [0, 0],
    ],
    perClass: [],
  }
  expect(outcomeLines({ best, by: 'val-loss', test: score, unscored: null, mixesNot: false })).toEqual([
    'validation of epoch 2, which has the lowest validation loss and is the model: accuracy 75.0% (3 of 4 pictures, 95% interval 30.1% to 95.4%), loss 0.3100',
    'test, scored once: accuracy 50.0% (1 of 2 pictures, 95% interval 9.5% to 90.5%), loss 0.5000 (1 picture could not be read)',
  ])
  expect(
    outcomeLines({
      best,
      by: 'val-accuracy',
      test: null,
      unscored: { code: 'test-not-scored', why: 'unreadable', detail: '' },
      mixesNot: true,
    }),
  ).toEqual([
    expect.stringContaining('the run trains in 32 bits'),
    expect.stringContaining('highest validation accuracy'),
    expect.stringContaining('none of them could be read'),
  ])
})

test('which weights a run starts from is one line', () => {
  const bundled = { name: 'Trainyard starter ResNet18', bundled: true, bestSize: 96, licence: 'MIT' }
  expect(startLine(bundled, null)).toBe('weights: Bundled starter (Trainyard starter ResNet18), best at 96 px, licence: MIT')
  const file = { name: 'w.safetensors', bundled: false, bestSize: 224, licence: 'not stated in the file' }
  expect(startLine(file, null)).toBe('weights: Your own (w.safetensors), best at 224 px, licence: not stated in the file')
  expect(startLine(file, 'imagenet')).toContain('weights: ImageNet ResNet18 (w.safetensors), best at 224 px, licence: BSD-3-Clause')
})
