/** How a trained model answers on its validation pictures, from the logits that validation kept. Pure. */
import { confidenceBins, expectedCalibrationError, fitTemperature } from '../../metrics/calibration'
import { accuracy, argmaxRows, confusionMatrix } from '../../metrics/confusion'
import { averagePrecision, precisionRecallCurve, rocAuc, rocCurve, thinned } from '../../metrics/curves'
import { brierScoreAll, crossEntropy, logLoss, oneVsRest, softmax } from '../../metrics/probabilities'
import { rankPictures } from '../../metrics/ranking'
import { thresholdSweep } from '../../metrics/threshold'
import type { Evaluation, Fit, JudgedPicture, JudgedQuery, Threshold } from '../../protocol'
import type { Validation } from '../fit/validate'

type Answers = Pick<Validation, 'logits' | 'labels' | 'ids'>
/** How well the answers fit, logits divided by a temperature. */
function fitOf(
  { logits, labels }: { readonly logits: ArrayLike<number>; readonly labels: ArrayLike<number> },
  classes: number,
  temperature: number,
): Fit {
  const probabilities = softmax(logits, classes, temperature)
  return {
    logLoss: crossEntropy(labels, logits, classes, temperature),
    error: expectedCalibrationError(confidenceBins(labels, probabilities, classes)),
    brier: brierScoreAll(labels, probabilities, classes),
  }
}

/** Points that a curve is drawn with. */
const POINTS = 400

const pick = (values: ArrayLike<number>, at: readonly number[]) => at.map((i) => values[i]!)

/**
 * @param plain the answers as the network gives them, before any temperature that `logits` are divided by
 */
export function evaluationOf({ logits, labels }: Answers, names: readonly string[], plain: ArrayLike<number> = logits): Evaluation {
  const classes = names.length
  const probabilities = softmax(logits, classes)
  const fit = fitTemperature(labels, plain, classes)
  const bins = confidenceBins(labels, probabilities, classes)
  return {
    pictures: labels.length,
    accuracy: accuracy(confusionMatrix(labels, argmaxRows(probabilities, classes), classes)),
    logLoss: logLoss(labels, probabilities, classes),
    brier: brierScoreAll(labels, probabilities, classes),
    curves: names.map((name, c) => {
      const { positives, scores } = oneVsRest(labels, probabilities, classes, c)
      const roc = rocCurve(positives, scores)
      const pr = precisionRecallCurve(positives, scores)
      const [rocAt, prAt] = [thinned(roc.fpr.length, POINTS), thinned(pr.recall.length, POINTS)]
      return {
        name,
        roc: { x: pick(roc.fpr, rocAt), y: pick(roc.tpr, rocAt), auc: rocAuc(roc) },
        precisionRecall: { x: pick(pr.recall, prAt), y: pick(pr.precision, prAt), averagePrecision: averagePrecision(pr) },
      }
    }),
    calibration: { bins, error: expectedCalibrationError(bins) },
    temperature: {
      value: fit.temperature,
      isFitted: fit.isFitted,
      before: fitOf({ logits: plain, labels }, classes, 1),
      after: fitOf({ logits: plain, labels }, classes, fit.temperature),
      isTaken: plain !== logits,
    },
  }
}

/** One class against the rest at 0, 0.01, ..., 1. */
export function thresholdsOf({ logits, labels }: Answers, classes: number, classIndex: number): Threshold[] {
  const { positives, scores } = oneVsRest(labels, softmax(logits, classes), classes, classIndex)
  return thresholdSweep(
    positives,
    scores,
    Array.from({ length: 101 }, (_, i) => i / 100),
  )
}

/** The pictures of a cell, surest first, or of a ranking. */
export function judgedPictures(
  { logits, labels, ids }: Answers,
  classes: number,
  query: JudgedQuery,
  pathOf: (id: number) => string,
): JudgedPicture[] {
  const probabilities = softmax(logits, classes)
  const predicted = argmaxRows(probabilities, classes)
  const rows =
    query.kind === 'cell'
      ? Array.from(predicted, (_, i) => i)
          .filter((i) => labels[i] === query.actual && predicted[i] === query.predicted)
          .sort((a, b) => probabilities[b * classes + query.predicted]! - probabilities[a * classes + query.predicted]!)
      : rankPictures(query.kind, labels, probabilities, classes, labels.length)
  return rows.map((i) => ({
    id: ids[i]!,
    path: pathOf(ids[i]!),
    label: labels[i]!,
    predicted: predicted[i]!,
    probabilities: Array.from(probabilities.subarray(i * classes, (i + 1) * classes)),
  }))
}
