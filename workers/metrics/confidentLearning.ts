/**
 * Confident learning (Northcutt, Jiang, Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70): which labels are probably
 * wrong, from probabilities of a model that did not learn from the pictures that it answers about. Steps, thresholds and rounding as cleanlab 2 has them in
 * `find_label_issues(filter_by='prune_by_noise_rate')`. Probabilities are `[n, classes]`, row-major; labels class indices.
 */
import { argmaxRows } from './confusion'

/** Slack of comparisons of probabilities, and half of the least threshold. */
const SLACK = 1e-6
/** A class with so few pictures is left as it is, and each keeps so many. */
const LEAST_PER_CLASS = 1

/** `matrix[given][likely]`. */
type Counts = number[][]

const zeros = (classes: number): Counts => Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function countsOf(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++
  return counts
}

/** How sure the model is of a class on average where that is the given one: above it a picture counts as one of the class. 2, which none reaches, for a class without pictures. */
export function confidentThresholds(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): number[] {
  const totals = new Array<number>(classes).fill(0)
  for (let i = 0; i < labels.length; i++) totals[labels[i]!]! += probabilities[i * classes + labels[i]!]!
  return countsOf(labels, classes).map((count, c) => (count === 0 ? 2 : Math.max(totals[c]! / count, 2 * SLACK)))
}

/**
 * Pictures by the class that they have and the one that they likely are: the only class whose threshold is reached, or of several the likeliest one.
 * Where none is reached a picture is not counted. Each class has at least one that is right.
 */
export function confidentJoint(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): Counts {
  const thresholds = confidentThresholds(labels, probabilities, classes)
  const likeliest = argmaxRows(probabilities, classes)
  const joint = zeros(classes)
  for (let i = 0; i < labels.length; i++) {
    const reached = thresholds.flatMap((threshold, c) => (probabilities[i * classes + c]! >= threshold - SLACK ? [c] : []))
    if (reached.length > 0) joint[labels[i]!]![reached.length === 1 ? reached[0]! : likeliest[i]!]!++
  }
  for (const [c, row] of joint.entries()) row[c] = Math.max(row[c]!, 1)
  return joint
}

/**
 * Rounds so that the sum stays what it was, rounded: those that rounding changed the most give way. Halves go to the even number; of equals the later is
 * raised first, and the earlier lowered.
 */
export function roundedKeepingSum(values: readonly number[]): number[] {
  const rounded = values.map(roundHalfToEven)
  const missing = roundHalfToEven(sum(values)) - sum(rounded)
  const step = Math.sign(missing)
  const order = values.map((value, i) => ({ i, rest: value - rounded[i]! })).sort((a, b) => step * (b.rest - a.rest || b.i - a.i))
  for (let done = 0; done < Math.abs(missing); done++) rounded[order[done % order.length]!.i]! += step
  return rounded
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** The joint in whole pictures of the whole dataset: each row sums to the pictures that have the class. */
export function calibratedJoint(joint: readonly (readonly number[])[], labels: ArrayLike<number>): Counts {
  const counts = countsOf(labels, joint.length)
  return joint.map((row, given) => {
    const total = sum(row)
    return roundedKeepingSum(row.map((count) => (total === 0 ? 0 : (count / total) * counts[given]!)))
  })
}

/** The calibrated joint, with one right picture in each class at least, which the wrong ones of it give up evenly. */
function withOneRight(joint: Counts): Counts {
  return joint.map((row, given) => {
    const lacking = Math.max(0, LEAST_PER_CLASS - row[given]!)
    if (lacking === 0) return row
    const each = lacking / Math.max(1, row.filter((count) => count !== 0).length - 1)
    return roundedKeepingSum(row.map((count, c) => (c === given ? count + lacking : Math.max(0, count - each))))
  })
}

/** The probability of the given class, for each picture: the lower the more doubtful. */
export function selfConfidence(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, i) => probabilities[i * classes + labels[i]!]!)
}

/** The lead of the given class over the likeliest other one, from -1..1 onto 0..1: the lower the more doubtful. */
export function normalizedMargin(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, i) => {
    let other = 0
    for (let c = 0; c < classes; c++) if (c !== labels[i]) other = Math.max(other, probabilities[i * classes + c]!)
    return (probabilities[i * classes + labels[i]!]! - other + 1) / 2
  })
}

/**
 * Rows whose label is probably wrong. The calibrated joint says how many pictures of each class are of each other one; of those with the class the ones with the
 * largest lead of the other are taken (equals at the border all of them), unless the given class is the likeliest.
 *
 * @returns the most doubtful first, by `selfConfidence`; of equals the lower row
 */
export function labelIssues(labels: ArrayLike<number>, probabilities: ArrayLike<number>, classes: number): number[] {
  const likeliest = argmaxRows(probabilities, classes)
  const joint = withOneRight(calibratedJoint(confidentJoint(labels, probabilities, classes), labels))
  const members = Array.from({ length: classes }, (): number[] => [])
  for (let i = 0; i < labels.length; i++) members[labels[i]!]!.push(i)
  const issues = new Set<number>()
  for (const [given, rows] of members.entries()) {
    if (rows.length <= LEAST_PER_CLASS) continue
    for (const [other, count] of joint[given]!.entries()) {
      if (other === given || count === 0) continue
      const lead = (row: number): number => probabilities[row * classes + other]! - probabilities[row * classes + given]!
      const leads = rows.map(lead).sort((a, b) => b - a)
      const least = leads[Math.min(count, leads.length) - 1]!
      for (const row of rows) if (lead(row) >= least && likeliest[row] !== given) issues.add(row)
    }
  }
  const confidence = selfConfidence(labels, probabilities, classes)
  return [...issues].sort((a, b) => confidence[a]! - confidence[b]! || a - b)
}
