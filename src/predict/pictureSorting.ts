/** The table of pictures that were looked at: its order, and its rows for a file. Pure. */
import { isNoneOf, type NoneOfInfo } from '../../workers/protocol'
import type { GivenPicture } from './givenSlice'

/** What a column sorts by: the file's name, the likeliest class, its probability, or a class's probability by index. */
export type SortKey = 'file' | 'answer' | 'confidence' | number
export interface Sorting {
  readonly key: SortKey
  readonly descending: boolean
}

/** Class index of the likeliest; -1 without an answer. */
export const topOf = (probabilities: readonly number[] | null): number =>
  probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1

/** In the order asked for; pictures without an answer come last either way. Null keeps the order given. */
export function sorted(pictures: readonly GivenPicture[], names: readonly string[], sorting: Sorting | null): readonly GivenPicture[] {
  if (!sorting) return pictures
  const { key, descending } = sorting
  const figure = ({ probabilities }: GivenPicture): number =>
    probabilities?.[key === 'confidence' ? topOf(probabilities) : Number(key)] ?? 0
  const compare = (a: GivenPicture, b: GivenPicture): number => {
    if (key === 'file') return a.name.localeCompare(b.name, undefined, { numeric: true })
    if (key === 'answer') return (names[topOf(a.probabilities)] ?? '').localeCompare(names[topOf(b.probabilities)] ?? '')
    return figure(a) - figure(b)
  }
  const sign = descending ? -1 : 1
  return pictures.toSorted((a, b) => {
    if (key !== 'file' && (a.probabilities === null) !== (b.probabilities === null)) return a.probabilities === null ? 1 : -1
    return sign * compare(a, b)
  })
}

/** The fields of "none of these": the similarity, and 1 for a picture that is probably none of the classes. */
const NONE_OF_FIELDS = ['similarity', 'none_of_these']

/**
 * Rows of a CSV: file, answer, a probability for each class; then, where it is told, whether the picture is probably none of them. A picture without an
 * answer has empty fields.
 */
export function pictureRows(pictures: readonly GivenPicture[], names: readonly string[], noneOf: NoneOfInfo | null): (string | number)[][] {
  const isTold = noneOf?.isOn ?? false
  return [
    ['file', 'answer', ...names, ...(isTold ? NONE_OF_FIELDS : [])],
    ...pictures.map(({ name, probabilities, similarity }) => [
      name,
      names[topOf(probabilities)] ?? '',
      ...names.map((_, i) => (probabilities ? Number((probabilities[i] ?? 0).toFixed(6)) : '')),
      ...(isTold ? (similarity === null ? ['', ''] : [Number(similarity.toFixed(6)), isNoneOf(similarity, noneOf) ? 1 : 0]) : []),
    ]),
  ]
}
