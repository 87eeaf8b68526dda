/** The confusion matrix and the scores read off it. */
import { type ConfusionCounts, cellsOf, classesOf } from '../protocol/confusion'
import type { ClassScores } from '../protocol/events'

/** Counts, `matrix[actual][predicted]`, `classes` x `classes`. */
export type Confusion = readonly (readonly number[])[]

/** Index of the largest value of each row of `[n, classes]`; the first of equals, as NumPy and PyTorch have it. */
export function argmaxRows(values: ArrayLike<number>, classes: number): Int32Array {
  const n = values.length / classes
  if (!Number.isInteger(n)) throw new RangeError(`${values.length} values are no whole number of rows of ${classes}`)
  const best = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    let at = 0
    for (let c = 1; c < classes; c++) if (values[i * classes + c]! > values[i * classes + at]!) at = c
    best[i] = at
  }
  return best
}

/**
 * Counts actual against predicted classes (sklearn.metrics.confusion_matrix with `labels=range(classes)`).
 * @param labels class indices, 0..classes-1
 * @param predicted as many class indices
 * @throws RangeError where the lengths differ or an index is not a class
 */
export function confusionMatrix(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  if (labels.length !== predicted.length) throw new RangeError(`${labels.length} labels but ${predicted.length} predictions`)
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i]!]
    if (row?.[predicted[i]!] === undefined)
      throw new RangeError(`label ${labels[i]} or prediction ${predicted[i]} is not one of ${classes} classes`)
    row[predicted[i]!]!++
  }
  return matrix
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)

/**
 * Precision, recall and F1 of each class, 0..1; 0 where the ratio is 0/0 (sklearn's `zero_division=0`).
 * @param names one per class, in the matrix' order
 */
export function classScores(confusion: ConfusionCounts, names: readonly string[]): ClassScores[] {
  const classes = classesOf(confusion)
  const [hits, support, predictions] = [0, 1, 2].map(() => new Array<number>(classes).fill(0)) as [number[], number[], number[]]
  for (const { actual, predicted, count } of cellsOf(confusion)) {
    support[actual]! += count
    predictions[predicted]! += count
    if (actual === predicted) hits[actual] = count
  }
  return hits.map((hit, c) => ({
    name: names[c] ?? String(c),
    precision: ratio(hit, predictions[c]!),
    recall: ratio(hit, support[c]!),
    f1: ratio(2 * hit, predictions[c]! + support[c]!),
    support: support[c]!,
  }))
}

/** Share on the diagonal, 0..1; 0 for an empty matrix. */
export function accuracy(confusion: Confusion): number {
  return ratio(sum(confusion.map((row, c) => row[c]!)), sum(confusion.map(sum)))
}

/** Each row (`row`: where pictures of a class went) or column (`column`: what a prediction was) as shares summing to 1, or all 0 where it is empty. */
export function normalised(confusion: Confusion, by: 'row' | 'column'): number[][] {
  const columns = confusion.map((_, c) => sum(confusion.map((row) => row[c]!)))
  return confusion.map((row) => row.map((count, c) => ratio(count, by === 'row' ? sum(row) : columns[c]!)))
}
