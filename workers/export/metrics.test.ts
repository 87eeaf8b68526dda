import { describe, expect, it } from 'vitest'
import { classScores } from '../metrics/confusion'
import { resnet } from '../model/resnet'
import { DEFAULT_CONFIG } from '../protocol/options'
import { exportModel } from './fixtures/formula'
import { runReport } from './fixtures/report'
import { toMetricsCsv, toMetricsJson } from './metrics'
import { preprocessing } from './model'

describe("a run's metrics", () => {
  const run = runReport()
  const { facts } = exportModel(resnet(18, { classes: 2, width: 4 }), new Map(), 96)
  const said = { seed: 7, datasetName: 'drawn', datasetFingerprint: 'f'.repeat(64), baseWeights: 'Trainyard starter ResNet18' }

  it('JSON has what the headless command promises, from the best epoch', () => {
    const file = JSON.parse(toMetricsJson(run, facts))
    expect(file).toMatchObject({
      config: DEFAULT_CONFIG,
      backend: 'tfjs-wasm',
      classes: ['cat', 'dog, big'],
      bestEpoch: 2,
      imagesPerSecond: 120.5,
      seconds: 33,
      origin: { ...said, baseWeightsSha256: 'a'.repeat(64), baseWeightsLicence: 'MIT' },
      preprocessing: { center_crop: DEFAULT_CONFIG.imageSize, mean: [0.485, 0.456, 0.406] },
    })
    expect(file.epochs[1]).toEqual({
      epoch: 2,
      train: { loss: 0.4, accuracy: 0.8 },
      val: { loss: 0.3, accuracy: 0.875 },
      seconds: 10,
      learningRate: 0.001,
    })
    expect(file.epochs).toHaveLength(3)
    expect(file.confusion).toEqual(run.summary.epochs[1]!.confusion)
    expect(file.test).toBeNull()
  })

  it('JSON has the score on the test pictures beside it', () => {
    const { test, confusion } = JSON.parse(toMetricsJson(runReport({ tested: true }), facts))
    expect(test).toMatchObject({
      accuracy: 0.8,
      loss: 0.45,
      pictures: 20,
      unreadable: 2,
      confusion: [
        [9, 1],
        [3, 7],
      ],
    })
    // scipy.stats.binomtest(16, 20).proportion_ci(method='wilson')
    expect(test.accuracyInterval).toEqual([expect.closeTo(0.5839826, 6), expect.closeTo(0.9193423, 6)])
    expect(test.perClass.map(({ recall }: { recall: number }) => recall)).toEqual([0.9, 0.7])
    expect(confusion).toEqual(run.summary.epochs[1]!.confusion)
  })

  it('JSON has a row of each confusion matrix on a line, the one of the test too', () => {
    const lines = toMetricsJson(runReport({ tested: true }), facts)
      .split('\n')
      .map((line) => line.trim())
    expect(lines).toEqual(expect.arrayContaining(['[6,2],', '[0,8]', '[9,1],', '[3,7]']))
  })

  it('CSV has a line an epoch and a column for every score of every class', () => {
    const lines = toMetricsCsv(run, facts).trimEnd().split('\n')
    expect(lines[0]).toBe(
      'epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds,learning_rate,best,cat precision,cat recall,cat f1,"dog, big precision","dog, big recall","dog, big f1",' +
        'seed,dataset,dataset_fingerprint,base_weights,base_weights_sha256,base_weights_licence,preprocessing',
    )
    const scores = classScores(run.summary.epochs[1]!.confusion, run.classes)
    const origin = `7,drawn,${said.datasetFingerprint},${said.baseWeights},${'a'.repeat(64)},MIT,`
    const line = `2,0.4,0.8,0.3,0.875,10,0.001,1,${scores.flatMap((s) => [s.precision, s.recall, s.f1]).join(',')},${origin}`
    expect(lines[2]!.slice(0, line.length)).toBe(line)
    expect(JSON.parse(lines[2]!.slice(line.length + 1, -1).replaceAll('""', '"'))).toEqual(preprocessing(DEFAULT_CONFIG))
    expect(lines).toHaveLength(4)
  })

  it('of 1,000 classes and 200 epochs takes a few megabytes, with the scores of the best and the last epoch', () => {
    const classes = Array.from({ length: 1000 }, (_, c) => `class ${c}`)
    const confusion = { classes: 1000, cells: classes.flatMap((_, c) => [c, c, 30 + (c % 20)]) }
    const one = { ...run.summary.best, confusion, perClass: classScores(confusion, classes) }
    const epochs = Array.from({ length: 200 }, (_, i) => ({ ...one, epoch: i + 1 }))
    const large = { ...run, classes, summary: { ...run.summary, bestEpoch: 7, best: epochs[6]!, epochs } }
    const json = toMetricsJson(large, facts)
    expect(json.length).toBeLessThan(2.5e6)
    const file = JSON.parse(json)
    expect([file.confusion.length, file.confusion[999].length, file.confusion[999][999], file.perClass.length]).toEqual([
      1000, 1000, 49, 1000,
    ])
    const csv = toMetricsCsv(large, facts)
    expect(csv.length).toBeLessThan(1.5e6)
    const rows = csv.trimEnd().split('\n')
    const columns = rows[0]!.split(',').length
    const scores = rows.slice(1, -1).map((row) => row.split(',').slice(8, 8 + 3000))
    expect(scores.flatMap((cells, i) => (cells.some((cell) => cell !== '') ? [i + 1] : []))).toEqual([7])
    expect(rows.at(-1)!.split(',')[8 + 2999]).toBe('1')
    expect(columns).toBe(8 + 3000 + 7)
  })

  it('JSON is not led astray by a name that looks like the place of the matrix', () => {
    const named = { ...run, classes: ['\n  "confusion": []\n', '$&'] }
    expect(JSON.parse(toMetricsJson(named, facts))).toMatchObject({ classes: named.classes, confusion: run.summary.best.confusion })
  })
})
