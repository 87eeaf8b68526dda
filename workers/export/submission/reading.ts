/** What a sample submission asks for, read from its heading and its values beside a model's classes. */
import type { SampleReading, SubmissionValues } from '../../protocol/insight'
import { Problem } from '../../protocol/problem'
import type { PictureIds } from './ids'
import type { SampleFile } from './sample'

/** A reading with what filling needs of it. */
export interface Reading extends SampleReading {
  /** Place of the column of ids. */
  readonly idAt: number
  /** Where probabilities of several classes go: the class of each column, null of one that keeps what the sample has in it. One column has none. */
  readonly classAt: ReadonlyMap<number, number | null>
  /** What is written for each class where a label is asked for. */
  readonly words: Readonly<Record<Exclude<SubmissionValues, 'probability'>, (classIndex: number, positive: number) => string>>
}

/** Rows that are looked at to tell the column of ids from others. */
const LOOKED_AT = 500

const loose = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')

/** The class that a word names: by its very name, else by the only one that differs in case, spaces and hyphens alone. */
function classNamed(classes: readonly string[]): (word: string) => number | null {
  const exact = new Map(classes.map((name, i) => [name, i]))
  const near = new Map<string, number | null>()
  for (const [i, name] of classes.entries()) near.set(loose(name), near.has(loose(name)) ? null : i)
  return (word) => exact.get(word) ?? near.get(loose(word)) ?? null
}

const isWhole = (text: string): boolean => /^-?\d+(\.0+)?$/.test(text.trim())
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

/**
 * Reads what is asked for.
 * @throws Problem `sample-columns` where several columns are to be filled and none of them names a class
 */
export function readForm(sample: SampleFile, classes: readonly string[], pictures: PictureIds): Reading {
  const { columns, rows } = sample
  const named = classNamed(classes)
  const idAt = idColumn(sample, pictures)
  const others = columns.flatMap((_, i) => (i === idAt ? [] : [i]))
  const shared = { idAt, idColumn: columns[idAt]!, columns: others.map((i) => columns[i]!) }

  const [only] = others
  if (others.length === 1 && only !== undefined) {
    const values = [...new Set(rows.map((row) => row[only]!.trim()))].filter((value) => value !== '')
    const column = columns[only]!
    return {
      ...shared,
      values: valuesFor(values, classes, named),
      positive: named(column) ?? wordedIn(column, classes),
      withoutClass: [],
      withoutColumn: [],
      classAt: new Map(),
      words: wordsFor(values, classes, named),
    }
  }
  const classAt = columnsOfClasses(others, columns, classes, named)
  const filled = new Set([...classAt.values()].filter((c) => c !== null))
  if (filled.size === 0) throw new Problem('sample-columns', { file: sample.name, columns: shared.columns, classes: [...classes] })
  return {
    ...shared,
    values: [],
    positive: null,
    withoutClass: others.filter((i) => classAt.get(i) === null).map((i) => columns[i]!),
    withoutColumn: classes.filter((_, c) => !filled.has(c)),
    classAt,
    words: wordsFor([], classes, named),
  }
}

/** The column whose cells name most pictures; the first of equals, as competitions have it. */
function idColumn({ columns, rows }: SampleFile, pictures: PictureIds): number {
  const some = rows.slice(0, LOOKED_AT)
  const found = columns.map((_, i) => some.filter((row) => pictures.find(row[i]!).length > 0).length)
  return found.indexOf(Math.max(...found))
}

/** Ways to answer in one column, the likeliest first. */
function valuesFor(values: readonly string[], classes: readonly string[], named: (word: string) => number | null): SubmissionValues[] {
  const numeric = values.length > 0 && values.every(isNumber)
  const label: SubmissionValues = classes.every(isWhole) ? 'name' : 'number'
  if (numeric) return values.every(isWhole) ? [label, 'probability'] : ['probability', label]
  // Nothing, or a word that names nothing, says nothing of numbers.
  return values.length === 0 && classes.length === 2
    ? ['probability', 'name', 'number']
    : values.every((value) => named(value) !== null)
      ? ['name']
      : ['name', 'number']
}

/** A class as it is written: spelt as in the sample where it stands there. */
function wordsFor(values: readonly string[], classes: readonly string[], named: (word: string) => number | null): Reading['words'] {
  const spelt = new Map(values.flatMap((value) => (named(value) === null ? [] : [[named(value)!, value] as const])))
  return {
    name: (c) => spelt.get(c) ?? classes[c]!,
    // Of two classes, 1 is the one that is asked about.
    number: (c, positive) => String(classes.length === 2 ? Number(c === positive) : c),
  }
}

/** The only class whose words stand in the column's: `has_cactus`. */
function wordedIn(column: string, classes: readonly string[]): number | null {
  const words = new Set(loose(column).split(' '))
  const found = classes.flatMap((name, i) =>
    loose(name)
      .split(' ')
      .every((word) => words.has(word))
      ? [i]
      : [],
  )
  return found.length === 1 ? found[0]! : null
}

/** Columns by their class' name; where none has one and all are numbered alike, by the class' place. */
function columnsOfClasses(
  others: readonly number[],
  columns: readonly string[],
  classes: readonly string[],
  named: (word: string) => number | null,
): Map<number, number | null> {
  const byName = new Map(others.map((i) => [i, named(columns[i]!)]))
  if ([...byName.values()].some((c) => c !== null) || others.length !== classes.length) return byName
  const numbers = others.map((i) => /^(.*?)(\d+)$/.exec(columns[i]!.trim()))
  const first = Math.min(...numbers.map((match) => Number(match?.[2] ?? Number.NaN)))
  const alike = numbers.every((match) => match && match[1] === numbers[0]?.[1])
  const places = numbers.map((match) => Number(match?.[2]) - first)
  const whole = new Set(places).size === classes.length && places.every((place) => place >= 0 && place < classes.length)
  return alike && whole && first <= 1 ? new Map(others.map((i, at) => [i, places[at]!])) : byName
}
