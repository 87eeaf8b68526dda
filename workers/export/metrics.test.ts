import { describe, expect, it } from 'vitest'
import { classScores } from '../metrics/confusion'
import { DEFAULT_CONFIG } from '../protocol/options'
import { runReport } from './fixtures/report'
import { toMetricsCsv, toMetricsJson } from './metrics'

describe("a run's metrics", () => {
  const run = runReport()

  it('JSON has what the headless command promises, from the best epoch', () => {
    const file = JSON.parse(toMetricsJson(run))
    expect(file).toMatchObject({
      config: DEFAULT_CONFIG,
      backend: 'tfjs-wasm',
      classes: ['cat', 'dog, big'],
      bestEpoch: 2,
      imagesPerSecond: 120.5,
      seconds: 33,
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
  })

  it('CSV has a line an epoch and a column for every score of every class', () => {
    const lines = toMetricsCsv(run).trimEnd().split('\n')
    expect(lines[0]).toBe(
      'epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds,learning_rate,best,cat precision,cat recall,cat f1,"dog, big precision","dog, big recall","dog, big f1"',
    )
    const scores = classScores(run.summary.epochs[1]!.confusion, run.classes)
    expect(lines[2]).toBe(`2,0.4,0.8,0.3,0.875,10,0.001,1,${scores.flatMap((s) => [s.precision, s.recall, s.f1]).join(',')}`)
    expect(lines).toHaveLength(4)
  })
})
