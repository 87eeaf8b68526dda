/** The classes as the list of them has them: in reading order, the empty ones too, the first nine with the digit of their key. */
import { type ClassSummary, type DatasetSummary, readingOrder } from '../../workers/protocol'

export interface ListedClass extends ClassSummary {
  /** Its index, -1 for one without pictures. */
  readonly index: number
  /** 1 to 9; null for the others. */
  readonly digit: number | null
}

const NONE = { train: 0, val: 0, test: 0 }

export function classList({ classes, additions }: Pick<DatasetSummary, 'classes' | 'additions'>): ListedClass[] {
  const all = [
    ...classes.map((one, index) => ({ ...one, index })),
    ...additions.emptyClasses.map((name) => ({ name, counts: NONE, index: -1 })),
  ]
  return readingOrder(all.map(({ name }) => name)).map((at, place) => ({ ...all[at]!, digit: place < 9 ? place + 1 : null }))
}
