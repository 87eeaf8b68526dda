/** Guesses by evidence which column names the pictures, which has the labels, and which say a split or a group. */
import type { SkipReason } from '../../protocol/dataset'
import { splitInName, wordsOf } from '../layouts/splitWords'
import { isNumber, LABEL_WORDS, STRONG_LABEL_WORDS, type Table, wordOf } from './header'
import { namesPicture, type PictureIndex, QUALITY, type TablePlace } from './pictureIndex'

/** So many rows, spread evenly, are looked at to judge a column. */
const SAMPLED = 400
const STUDIED = 20_000

/** Words of columns that tell about a picture without being its class. */
const ABOUT: ReadonlySet<string> = new Set(
  (
    'age sex gender width height size x y xmin ymin xmax ymax x1 y1 x2 y2 bbox box lat lon latitude longitude date time timestamp year month url link source origin license licence credit ' +
    'rights copyright author photographer user patient subject session person video frame index number count area weight price score confidence split set subset fold partition usage phase md5 sha256 hash ' +
    'localization position orientation view scientific description caption text comment'
  ).split(' '),
)
const SPLIT_WORDS: ReadonlySet<string> = new Set(
  'split splits set subset fold partition usage phase stage dataset datasplit datasettype tvt'.split(' '),
)
const GROUP_WORDS: ReadonlySet<string> = new Set(
  'group groups groupid patient patientid subject subjectid lesion lesionid person personid session sessionid video videoid scene sceneid case caseid sequence sequenceid'.split(
    ' ',
  ),
)

/** A cell without space around; empty where it holds nothing, or a program's word for that. */
export function cellOf(row: readonly string[], column: number): string {
  const cell = row[column]?.trim() ?? ''
  return /^(nan|null|<na>)$/i.test(cell) ? '' : cell
}

/** Rows spread evenly through a table. */
function* spread(rows: Table['rows'], most: number): Generator<readonly string[]> {
  const step = Math.max(1, rows.length / most)
  for (let at = 0; at < rows.length; at += step) yield rows[Math.floor(at)]!
}

/** What a column's cells find among the pictures: between 0 and 1, by how many name one, how well, and how many different ones. */
function nameScore(table: Table, column: number, index: PictureIndex, place: TablePlace, besideNames: boolean): number {
  let [rows, quality, numbers] = [0, 0, 0]
  const pictures = new Set<number>()
  for (const row of spread(table.rows, SAMPLED)) {
    const cell = cellOf(row, column)
    if (cell === '') continue
    rows++
    const found = index.find(cell, place)
    if (found.quality === QUALITY.none) continue
    quality += found.quality
    if (isNumber(cell)) numbers++
    if (found.picture >= 0) pictures.add(found.picture)
  }
  if (rows === 0 || pictures.size < 2) return 0
  // Where another column has names of picture files, open or not, a few numbers that name one as well are something else.
  if (besideNames && numbers * 2 > rows && pictures.size * 2 < Math.min(index.size, SAMPLED)) return 0
  return (quality / rows) * (pictures.size / rows)
}

/** Whether most of a column's cells are called like picture files. */
function hasNames({ rows }: Table, column: number): boolean {
  let [filled, names] = [0, 0]
  for (const row of spread(rows, SAMPLED)) {
    const cell = cellOf(row, column)
    if (cell !== '') filled++
    if (namesPicture(cell)) names++
  }
  return names * 2 > filled
}

/** A share of names below this is chance: labels 0 to 4 beside `0.jpg` to `4.jpg`. */
const LEAST_NAMED = 0.02

/** Cells that are looked at for the few pictures that a large table may be opened with. */
const MOST_LOOKED = 2_000_000

/** How many different pictures a column's cells name, of all rows. */
function picturesNamed({ rows }: Table, column: number, index: PictureIndex, place: TablePlace): number {
  const pictures = new Set<number>()
  for (const row of rows) {
    const found = index.find(cellOf(row, column), place)
    if (found.quality >= QUALITY.stem && found.picture >= 0) pictures.add(found.picture)
  }
  return pictures.size
}

/** The column that names pictures; -1 where none does. */
export function fileColumnOf(table: Table, index: PictureIndex, place: TablePlace): number {
  let [best, most] = [-1, LEAST_NAMED]
  const named = [...table.columns.keys()].filter((column) => hasNames(table, column))
  for (const column of table.columns.keys()) {
    const score = nameScore(table, column, index, place, named.length > 0 && !named.includes(column))
    if (score > most) [best, most] = [column, score]
  }
  if (best >= 0 || table.rows.length <= SAMPLED || table.rows.length * table.columns.length > MOST_LOOKED) return best
  // A few of very many pictures are open: most of those are named.
  let half = index.size / 2
  for (const column of table.columns.keys()) {
    const found = picturesNamed(table, column, index, place)
    if (found >= 2 && found > half) [best, half] = [column, found]
  }
  return best
}

/** What a column holds in the rows that have a picture. */
export interface ColumnStudy {
  readonly filled: number
  readonly values: ReadonlyMap<string, number>
  readonly numeric: boolean
  /** Numbers with something behind the point. */
  readonly fractions: boolean
}

/** More different values than this are not counted on. */
const MOST_VALUES = 20_000

export function study(rows: Table['rows'], column: number): ColumnStudy {
  const values = new Map<string, number>()
  let [filled, numeric, fractions] = [0, true, false]
  for (const row of spread(rows, STUDIED)) {
    const cell = cellOf(row, column)
    if (cell === '') continue
    filled++
    const before = values.get(cell)
    if (before !== undefined) values.set(cell, before + 1)
    else if (values.size < MOST_VALUES) {
      values.set(cell, 1)
      numeric &&= isNumber(cell)
      fractions ||= numeric && !/^[-+]?\d+(\.0*)?$/.test(cell)
    }
  }
  return { filled, values, numeric, fractions }
}

/** Whether nearly every row has a label of its own. */
export const isNearlyUnique = ({ values, filled }: Pick<ColumnStudy, 'values' | 'filled'>): boolean =>
  filled >= 8 && values.size * 2 > filled
/** Whether its numbers measure something: with fractions, or many of them and few rows for each. */
export const isMeasure = ({ values, filled, numeric, fractions }: ColumnStudy): boolean =>
  numeric && ((fractions && values.size > 10) || (values.size > 50 && values.size * 5 > filled))

const BINARY = /^(?:[01](?:\.0*)?|true|false)$/i
const isYes = (cell: string): boolean => /^(?:1(?:\.0*)?|true)$/i.test(cell)

/** The columns of 0 and 1 of which most rows have exactly one: one for each class. None where there are no such. */
export function oneHotOf(table: Table, studies: readonly (ColumnStudy | null)[]): number[] {
  const binary = [...table.columns.keys()].filter((column) => {
    const found = studies[column]
    const words = wordsOf(table.columns[column]!)
    const other = words.some((word) => SPLIT_WORDS.has(word) || GROUP_WORDS.has(word)) || words[0] === 'is'
    return found && !other && found.values.size > 0 && found.values.size < 5 && [...found.values.keys()].every((cell) => BINARY.test(cell))
  })
  if (binary.length < 2) return []
  let [one, all] = [0, 0]
  for (const row of spread(table.rows, STUDIED)) {
    all++
    if (binary.filter((column) => isYes(cellOf(row, column))).length === 1) one++
  }
  return one * 2 > all ? binary : []
}

/** The class columns that a row says yes to. */
export const yesIn = (row: readonly string[], columns: readonly number[]): number[] =>
  columns.filter((column) => isYes(cellOf(row, column)))

export interface LabelGuess {
  readonly columns: readonly number[]
  /** What speaks for it, besides how many pictures it labels: a name that means labels and little else, and no other column that could. */
  readonly called: boolean
  readonly only: boolean
}

/** The column, or the columns of 0 and 1, with the labels; null where none can be. */
export function labelsOf(
  table: Table,
  file: number,
  studies: readonly (ColumnStudy | null)[],
  oneHot: readonly number[],
): LabelGuess | null {
  let [best, most] = [-1, 0]
  for (const [column, found] of studies.entries()) {
    if (!found) continue
    const { values, filled, numeric } = found
    if (values.size < 2 || values.size > 1000 || isNearlyUnique(found) || isMeasure(found)) continue
    const name = table.columns[column]!
    const words = wordsOf(name)
    const cells = [...values.keys()].slice(0, 50)
    let score = 1.5 + (called(name) ? 4 : words.some((word) => LABEL_WORDS.has(word)) ? 2 : 0)
    if (words.some((word) => ABOUT.has(word)) || ABOUT.has(wordOf(name))) score -= 2.5
    if (words.at(-1) === 'id' || words.at(-1) === 'index') score -= 0.5
    if (!numeric) score += 0.7
    if (values.size * 5 < filled) score += 0.5
    if (column === file + 1) score += 0.3
    if (cells.some((cell) => /^https?:|^\d{1,4}[-/]\d\d?[-/]\d/.test(cell))) score -= 3
    if (score > most) [best, most] = [column, score]
  }
  const columns = oneHot.length > 0 && (best < 0 || most < 5 || oneHot.includes(best)) ? oneHot : best < 0 ? null : [best]
  if (!columns) return null
  const told = studies.filter((found) => found && found.values.size > 1 && !isNearlyUnique(found)).length
  return {
    columns,
    called: columns.length > 1 || STRONG_LABEL_WORDS.has(wordOf(table.columns[columns[0]!]!)),
    only: told === columns.length,
  }
}

const called = (name: string): boolean => LABEL_WORDS.has(wordOf(name))

/** The column whose words are splits; -1 where there is none. */
export function splitColumnOf(table: Table, studies: readonly (ColumnStudy | null)[]): number {
  let found = -1
  for (const [column, study] of studies.entries()) {
    if (!study || study.values.size < 2 || study.values.size > 6) continue
    const cells = [...study.values.keys()]
    const says = cells.every((cell) => splitInName(cell)?.rest.every((word) => isNumber(word)))
    const name = table.columns[column]!
    const words = wordsOf(name)
    const binary =
      cells.every((cell) => BINARY.test(cell)) &&
      words.some((word) => splitInName(word)) &&
      words.some((word) => SPLIT_WORDS.has(word) || /^(is|for|in)$/.test(word))
    if ((says || binary) && (found < 0 || SPLIT_WORDS.has(wordOf(name)))) found = column
  }
  return found
}

/** What a cell of the split column means: a split's word, or yes and no of a column such as `is_test`. */
export function splitOf(cell: string, column: string): 'train' | 'val' | 'test' | 'evaluated' | null {
  if (!BINARY.test(cell)) return splitInName(cell)?.split ?? null
  // `train_test_split`: the first is meant by 1.
  const named = wordsOf(column).flatMap((word) => splitInName(word)?.split ?? [])[0]
  if (!named) return null
  if (isYes(cell)) return named
  return named === 'train' ? 'test' : 'train'
}

/** The column that says why pictures take no part, of a table that was taken away from here; -1 where there is none. */
export const leftOutColumnOf = (table: Table): number => table.columns.findIndex((name) => wordOf(name) === 'leftout')

/** Why a cell of that column leaves its picture out; null where it does not. */
export function leftOutBy(cell: string): SkipReason | null {
  if (/^(?:|0(?:\.0*)?|false|no)$/i.test(cell)) return null
  return cell === 'mask' || cell === 'copy' ? cell : 'by-hand'
}

/** The column that tells which pictures belong together; -1 where there is none. */
export function groupColumnOf(table: Table, studies: readonly (ColumnStudy | null)[]): number {
  return studies.findIndex(
    (found, column) =>
      found && GROUP_WORDS.has(wordOf(table.columns[column]!)) && found.values.size > 1 && found.values.size < found.filled,
  )
}
