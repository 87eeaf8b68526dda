/** From the rows of a table to a label, a split and a group for each picture, and what does not fit: rows without a picture, several labels, rows that differ. */
import type { SkipReason, Split } from '../../protocol/dataset'
import { cellOf, leftOutBy, splitOf, yesIn } from './columns'
import type { Table } from './header'
import { AMBIGUOUS, NONE, type PictureIndex, QUALITY, type TablePlace } from './pictureIndex'

/** A table with where it lies, and the split that its name says of all its rows. */
export interface PlacedTable {
  readonly path: string
  readonly table: Table
  readonly place: TablePlace
  readonly split: Split | null
}

/** Columns by number; `file` is always there, the others -1 where there is none. */
export interface Columns {
  readonly file: number
  /** Several are columns of 0 and 1. */
  readonly labels: readonly number[]
  readonly split: number
  readonly group: number
  /** Why pictures take no part. */
  readonly leftOut: number
}

/** The picture of each row, over all tables of a group one after another; `NONE` and `AMBIGUOUS` as in the index. */
export interface RowPictures {
  readonly pictures: Int32Array
  /** Rows that name their picture without its leading zeros. */
  readonly zerosLost: number
}

/** Finds each row's picture. Where several rows name one picture, those of the folder that is most like its own are meant. */
export function matchRows(tables: readonly PlacedTable[], fileColumn: number, index: PictureIndex, count: number): RowPictures {
  const pictures = new Int32Array(tables.reduce((sum, { table }) => sum + table.rows.length, 0))
  const folders = new Uint8Array(pictures.length)
  const most = new Uint8Array(count)
  let at = 0
  let zerosLost = 0
  for (const { table, place } of tables) {
    for (const row of table.rows) {
      const found = index.find(cellOf(row, fileColumn), place)
      pictures[at] = found.quality === QUALITY.none ? NONE : found.picture
      folders[at] = Math.min(255, found.folders)
      if (found.picture >= 0) most[found.picture] = Math.max(most[found.picture]!, folders[at]!)
      if (found.picture >= 0 && found.quality === QUALITY.number) zerosLost++
      at++
    }
  }
  for (const [i, picture] of pictures.entries()) if (picture >= 0 && folders[i]! < most[picture]!) pictures[i] = NONE
  return { pictures, zerosLost }
}

/** What the rows give to the pictures, by the pictures' places. */
export interface TableLabels {
  readonly labels: readonly (string | null)[]
  readonly splits: readonly (Split | null)[]
  readonly groups: readonly string[] | null
  /** Pictures with several labels in one row, and with rows that differ: they are left out. */
  readonly several: readonly number[]
  readonly differ: readonly number[]
  /** Pictures that the table itself leaves out. */
  readonly out: ReadonlyMap<number, SkipReason>
  /** Pictures that have a row. */
  readonly named: number
  /** Rows with a picture and without a label. */
  readonly empty: number
}

/** Characters of a class's name. */
const LONGEST_LABEL = 200
const SEVERAL = Symbol('several labels')

export function labelsFrom(tables: readonly PlacedTable[], columns: Columns, { pictures }: RowPictures, count: number): TableLabels {
  const labels = new Array<string | null>(count).fill(null)
  const splits = new Array<Split | 'evaluated' | null>(count).fill(null)
  const groups = columns.group < 0 ? null : new Array<string>(count).fill('')
  const seen = new Uint8Array(count)
  const several = new Set<number>()
  const differ = new Set<number>()
  const out = new Map<number, SkipReason>()
  let [at, empty, named] = [0, 0, 0]
  const reader = labelReader(tables, columns)
  for (const { table, split } of tables) {
    const splitName = columns.split < 0 ? '' : table.columns[columns.split]!
    for (const row of table.rows) {
      const picture = pictures[at++]!
      if (picture < 0) continue
      if (!seen[picture]) named++
      const reason = columns.leftOut < 0 ? null : leftOutBy(cellOf(row, columns.leftOut))
      if (reason) {
        out.set(picture, reason)
        seen[picture] = 1
        continue
      }
      const label = reader(row)
      if (label === SEVERAL) several.add(picture)
      else if (label === '') empty++
      else if (labels[picture] !== null && labels[picture] !== label) differ.add(picture)
      else labels[picture] = label
      const said = columns.split < 0 ? split : splitOf(cellOf(row, columns.split), splitName)
      if (said) splits[picture] = said
      if (groups) groups[picture] = cellOf(row, columns.group)
      seen[picture] = 1
    }
  }
  for (const picture of out.keys()) several.delete(picture)
  for (const picture of [...several, ...out.keys()]) differ.delete(picture)
  for (const picture of [...several, ...differ, ...out.keys()]) labels[picture] = null
  const evaluated: Split = splits.includes('val') ? 'test' : 'val'
  return {
    labels,
    splits: splits.map((split) => (split === 'evaluated' ? evaluated : split)),
    groups,
    several: [...several],
    differ: [...differ],
    out,
    named,
    empty,
  }
}

/** What a row's label is: of one column its cell, of columns of 0 and 1 the name of the one that says yes. */
function labelReader(
  tables: readonly PlacedTable[],
  { labels: columns, leftOut }: Columns,
): (row: readonly string[]) => string | typeof SEVERAL {
  const [only] = columns
  if (only === undefined) return () => ''
  // Of a table that was taken away from here each cell is one class, behind the mark that keeps it text in a spreadsheet (`protocol/csv.ts`).
  if (leftOut >= 0 && columns.length === 1) return (row) => (row[only] ?? '').replace(/^'/, '')
  if (columns.length > 1) {
    const names = tables[0]!.table.columns
    return (row) => {
      const yes = yesIn(row, columns)
      return yes.length > 1 ? SEVERAL : yes.length === 1 ? names[yes[0]!]!.slice(0, LONGEST_LABEL) : ''
    }
  }
  const isSeveral = severalIn(tables.flatMap(({ table }) => table.rows.map((row) => cellOf(row, only))))
  // Class names are compared with folders' names, which are NFC.
  return (row) => {
    const cell = cellOf(row, only)
    return isSeveral(cell) ? SEVERAL : cell.slice(0, LONGEST_LABEL).normalize('NFC')
  }
}

/**
 * Whether a cell holds several labels: `Cardiomegaly|Emphysema`, `scab rust`. Parts between `|` and `;` must come elsewhere too; between commas and blanks each
 * must be some picture's whole label, for names have those themselves.
 */
export function severalIn(cells: readonly string[]): (cell: string) => boolean {
  const values = new Set(cells)
  const several = new Set<string>()
  for (const separator of ['|', ';', ',', ' ']) {
    const combined = [...values].filter((cell) => cell.includes(separator))
    if (combined.length === 0) continue
    const partsOf = (cell: string) => cell.split(separator).map((part) => part.trim())
    const times = new Map<string, number>()
    for (const cell of combined) for (const part of new Set(partsOf(cell))) times.set(part, (times.get(part) ?? 0) + 1)
    const strict = separator === ',' || separator === ' '
    const known = (part: string) => part !== '' && (values.has(part) || (!strict && times.get(part)! > 1))
    const found = combined.filter((cell) => {
      const parts = partsOf(cell)
      return new Set(parts).size > 1 && (strict ? parts.every(known) : parts.some(known))
    })
    // "black bear" beside "black" and "bear" is a name; names put together come in several ways.
    if (separator !== ' ' || found.length > 1) for (const cell of found) several.add(cell)
  }
  return (cell) => several.has(cell)
}

/** Counts rows that name no picture, and rows whose name is that of several, with a few of the names. */
export function rowsWithout(tables: readonly PlacedTable[], fileColumn: number, { pictures }: RowPictures, most: number) {
  const none = { rows: 0, examples: [] as string[] }
  const ambiguous = { rows: 0, examples: [] as string[] }
  let at = 0
  for (const { table } of tables)
    for (const row of table.rows) {
      const picture = pictures[at++]!
      if (picture >= 0) continue
      const list = picture === AMBIGUOUS ? ambiguous : none
      list.rows++
      if (list.examples.length < most) list.examples.push(cellOf(row, fileColumn).slice(0, LONGEST_LABEL))
    }
  return { none, ambiguous }
}
