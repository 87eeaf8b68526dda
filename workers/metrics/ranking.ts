/** Which pictures are worth looking at: most wrong, most unsure, most confidently right. */
import { argmaxRows } from './confusion'
import { losses } from './probabilities'

/** `wrong`: surest of its answer among the mistakes, of equals the higher loss first; `unsure`: smallest lead of the likeliest class over the next; `right`: surest right answers. */
export type Ranking = 'wrong' | 'unsure' | 'right'

/** Row numbers, the foremost first, at most `limit`; equals keep their order. */
export function rankPictures(
  ranking: Ranking,
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  limit: number,
): number[] {
  const predicted = argmaxRows(probabilities, classes)
  const loss = losses(labels, probabilities, classes)
  const sureness = (row: number) => probabilities[row * classes + predicted[row]!]!
  const rows = Array.from(predicted, (_, i) => i)
  switch (ranking) {
    case 'wrong':
      return rows
        .filter((i) => predicted[i] !== labels[i])
        .sort((a, b) => sureness(b) - sureness(a) || loss[b]! - loss[a]!)
        .slice(0, limit)
    case 'right':
      return rows
        .filter((i) => predicted[i] === labels[i])
        .sort((a, b) => loss[a]! - loss[b]!)
        .slice(0, limit)
    case 'unsure': {
      const lead = rows.map((i) => leadOf(probabilities, i * classes, classes))
      return rows.sort((a, b) => lead[a]! - lead[b]!).slice(0, limit)
    }
    default:
      return ranking satisfies never
  }
}

function leadOf(probabilities: ArrayLike<number>, start: number, classes: number): number {
  let first = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  for (let c = 0; c < classes; c++) {
    const p = probabilities[start + c]!
    if (p > first) [first, second] = [p, first]
    else if (p > second) second = p
  }
  return first - second
}
