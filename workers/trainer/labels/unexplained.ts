/**
 * Pictures that no class explains: far from the middle of every class, though they may be like each other (thirty pictures of cars among cats and dogs). Distances are
 * of standardised features; what is far for a class its own members say, by the modified z-score (Iglewicz and Hoaglin 1993: median and median deviation, limit 3.5).
 */
import type { Breathe } from './breather'
import { type Features, scalingOf } from './softmaxRegression'

/** Modified z-score from which a picture is told. */
const LIMIT = 3.5
/** Pictures between one word of how far it is and the next. */
const TOLD = 128
/** The median deviation of a normal distribution, in standard deviations. */
const OF_NORMAL = 0.6745

export interface Unexplained {
  readonly row: number
  /** The class that is the least far off, by how far its members are. */
  readonly nearest: number
  /** Modified z-score of the distance to it, `LIMIT` or more. */
  readonly score: number
}

/**
 * The least explained first. A class of fewer than three pictures says nothing of what is far from it.
 * @param labels class index of each row, 0..`classes` - 1
 * @param onProgress told the part that is done, 0..1
 */
export async function unexplained(
  features: Features,
  labels: ArrayLike<number>,
  classes: number,
  breathe: Breathe,
  onProgress: (share: number) => void = () => {},
): Promise<readonly Unexplained[]> {
  const { values, width } = features
  const n = labels.length
  const { mean, factor } = scalingOf(features)
  const middles = new Float64Array(classes * width)
  const counts = new Array<number>(classes).fill(0)
  for (let row = 0; row < n; row++) counts[labels[row]!]!++
  for (let row = 0; row < n; row++) {
    const [at, count] = [labels[row]! * width, counts[labels[row]!]!]
    for (let k = 0; k < width; k++) middles[at + k]! += ((values[row * width + k]! - mean[k]!) * factor[k]!) / count
  }
  const distances = new Float64Array(n * classes)
  for (let row = 0; row < n; row++) {
    if (row % 16 === 15) await breathe()
    if (row % TOLD === 0) onProgress(row / n)
    for (let c = 0; c < classes; c++) {
      let square = 0
      for (let k = 0; k < width; k++) square += ((values[row * width + k]! - mean[k]!) * factor[k]! - middles[c * width + k]!) ** 2
      distances[row * classes + c] = Math.sqrt(square)
    }
  }
  const members = counts.map((): number[] => [])
  for (let row = 0; row < n; row++) members[labels[row]!]!.push(distances[row * classes + labels[row]!]!)
  const usual = members.map((own) => {
    if (own.length < 3) return null
    const middle = medianOf(own)
    const deviation = medianOf(own.map((distance) => Math.abs(distance - middle)))
    return deviation > 0 ? { middle, deviation } : null
  })
  const found: Unexplained[] = []
  for (let row = 0; row < n; row++) {
    if (row % 16 === 15) await breathe()
    const scores = usual.map((of, c) => (of ? (OF_NORMAL * (distances[row * classes + c]! - of.middle)) / of.deviation : null))
    const least = scores.reduce<number>((best, score, c) => (score !== null && (best < 0 || score < scores[best]!) ? c : best), -1)
    if (least >= 0 && scores[least]! >= LIMIT) found.push({ row, nearest: least, score: scores[least]! })
  }
  onProgress(1)
  return found.sort((a, b) => b.score - a.score || a.row - b.row)
}

function medianOf(values: readonly number[]): number {
  const inOrder = values.toSorted((a, b) => a - b)
  const half = inOrder.length >> 1
  return inOrder.length % 2 === 1 ? inOrder[half]! : (inOrder[half - 1]! + inOrder[half]!) / 2
}
