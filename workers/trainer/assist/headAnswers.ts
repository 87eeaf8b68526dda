/** A head fitted to the labels that there are, with probabilities that mean what they say: softmax regression on features, tempered by answers about pictures that it did not learn from. */
import { fitTemperature } from '../../metrics/calibration'
import type { Breathe } from '../labels/breather'
import { stratifiedFolds } from '../labels/folds'
import { outOfSample } from '../labels/outOfSample'
import { type Features, fitSoftmax, type Head, headOf, logSoftmax, scalingOf } from '../labels/softmaxRegression'

/** As where labels are judged (docs/numerics.md). */
const STRENGTH = 0.3
const PARTS = 5

interface Teaching {
  readonly features: Features
  /** Class index of each row, -1 without one. */
  readonly labels: ArrayLike<number>
  readonly classes: number
  /** A number that pictures which belong together share. */
  readonly groups: ArrayLike<number>
  /** Rows to learn from, and labelled rows that only judge. */
  readonly learn: readonly number[]
  readonly judge: readonly number[]
  readonly seed: number
  readonly breathe: Breathe
}

/** Whether there is something to tell apart. */
export const canLearn = ({ labels, learn }: Pick<Teaching, 'labels' | 'learn'>): boolean =>
  new Set(learn.map((row) => labels[row])).size > 1

/** The head alone. */
export async function headFrom({ features, labels, classes, learn, breathe }: Omit<Teaching, 'judge' | 'groups' | 'seed'>): Promise<Head> {
  const scaling = scalingOf(features)
  const start = new Float64Array(classes * (features.width + 1))
  return headOf(await fitSoftmax({ features, scaling, labels, classes, rows: learn, strength: STRENGTH, breathe }, start), scaling, classes)
}

/** Natural logarithms of its probabilities `[rows, classes]`. */
export async function logitsOf(
  { weights, bias }: Head,
  { values, width }: Features,
  rows: readonly number[],
  breathe: Breathe,
): Promise<Float64Array> {
  const classes = bias.length
  const logits = new Float64Array(rows.length * classes)
  for (const [i, row] of rows.entries()) {
    if (i % 16 === 15) await breathe()
    logSoftmax(values.subarray(row * width, (row + 1) * width), weights, bias, logits.subarray(i * classes, (i + 1) * classes))
  }
  return logits
}

/** The head and the temperature that its logits are to be divided by. @param teaching of two classes at least (`canLearn`) */
export async function taughtHead(teaching: Teaching): Promise<{ readonly head: Head; readonly temperature: number }> {
  const { features, labels, classes, groups, learn, judge, seed, breathe } = teaching
  const head = await headFrom(teaching)
  const { width } = features
  const own = new Float32Array(learn.length * width)
  for (const [i, row] of learn.entries()) own.set(features.values.subarray(row * width, (row + 1) * width), i * width)
  const itsLabels = Int32Array.from(learn, (row) => labels[row]!)
  const parts = Math.min(PARTS, learn.length)
  const folds = stratifiedFolds(
    itsLabels,
    learn.map((row) => groups[row]!),
    parts,
    seed,
  )
  const kept = { features: { values: own, width }, labels: itsLabels, classes, folds, parts, strength: STRENGTH, breathe }
  const unseen = (await outOfSample({ ...kept, onHead: () => {} })).map((p) => Math.log(Math.max(p, Number.MIN_VALUE)))
  const judged = await logitsOf(head, features, judge, breathe)
  return {
    head,
    temperature: cautiousTemperature(
      [...itsLabels, ...judge.map((row) => labels[row]!)],
      Float64Array.from([...unseen, ...judged]),
      classes,
    ),
  }
}

/**
 * The temperature as if one more picture had been answered wrong, as surely as the middle one is answered (Laplace's rule of succession): few pictures
 * that are all answered right would else make every answer certain.
 */
export function cautiousTemperature(labels: readonly number[], logits: Float64Array, classes: number): number {
  if (labels.length === 0) return 1
  const inOrder = labels
    .map((_, i) => ({ i, ...topTwo(logits.subarray(i * classes, (i + 1) * classes)) }))
    .sort((a, b) => a.lead - b.lead || a.i - b.i)
  const middle = inOrder[Math.floor(inOrder.length / 2)]!
  const its = logits.subarray(middle.i * classes, (middle.i + 1) * classes)
  return fitTemperature([...labels, middle.second], Float64Array.from([...logits, ...its]), classes).temperature
}

/** Which two are the largest, and by how much the first is ahead. Of equals the first. */
export function topTwo(values: ArrayLike<number>): { readonly first: number; readonly second: number; readonly lead: number } {
  let [first, second] = [0, -1]
  for (let c = 1; c < values.length; c++) {
    if (values[c]! > values[first]!) [first, second] = [c, first]
    else if (second < 0 || values[c]! > values[second]!) second = c
  }
  return { first, second: Math.max(0, second), lead: second < 0 ? 0 : values[first]! - values[second]! }
}
