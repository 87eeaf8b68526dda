/** The tables beside the pictures: which give a reading, what speaks for it, and what a person is told about them. */
import type { LayoutEvidence, SkipReason, Split } from '../../protocol/dataset'
import type { TableChoice, TableFault, TableFinding, TableFound, TableRow, TablesSummary, TableTaken } from '../../protocol/tables'
import type { ListedFile } from '../files/walk'
import { outerFolders } from '../layouts/folders'
import { byCodeUnit, type Parts, type Reading, readingOf, sameName } from '../layouts/layout'
import { classesByPlace, foldersBeside, namedByPlace } from './besideFolders'
import { type ReadableNames, readableNames } from './classNames'
import {
  type ColumnStudy,
  cellOf,
  fileColumnOf,
  groupColumnOf,
  isMeasure,
  isNearlyUnique,
  labelsOf,
  leftOutColumnOf,
  oneHotOf,
  splitColumnOf,
  study,
} from './columns'
import { exactChoice, type Group, groupsOf, isChosen, isForm, splitOfName } from './groups'
import { isNumber } from './header'
import { joinedByNumber } from './joins'
import { type Columns, labelsFrom, matchRows, type PlacedTable, type RowPictures, rowsWithout, type TableLabels } from './labels'
import { PictureIndex } from './pictureIndex'
import { isNamedTable, likely, type ReadFile, readFiles } from './read'

const EXAMPLES = 5
const PREVIEW = 6
const SHOWN_CELL = 200
/** Tables that the page is told of. */
const MOST_FOUND = 12

/** A reading by a table, and what belongs to it. */
interface TableReading {
  readonly group: Group
  readonly placed: readonly PlacedTable[]
  readonly columns: Columns
  readonly oneHot: readonly number[]
  readonly studies: readonly (ColumnStudy | null)[]
  readonly rows: RowPictures
  readonly labels: TableLabels
}

/** The tables that were found beside some pictures. */
export class Tables {
  private readonly details = new Map<Reading, TableReading>()
  private readonly found: TableFound[] = []
  private readonly groups: readonly Group[]

  /** @param read in the order of their rank */
  constructor(
    private readonly files: readonly ListedFile[],
    private readonly read: readonly ReadFile[],
    private readonly index: PictureIndex,
    private readonly choice: TableChoice,
  ) {
    this.groups = groupsOf(read)
  }

  /** Readings by tables, one for each that can be. */
  readings(all: Parts): Reading[] {
    this.found.length = 0
    this.details.clear()
    for (const { file, fault } of this.read)
      if (fault !== null && (isNamedTable(file.name) || isChosen(file.path, this.choice)))
        this.found.push({ files: [file.path], rows: 0, labels: null, fault })
    return this.groups.flatMap((group) => {
      const made = this.readGroup(group, all)
      const fault = typeof made === 'string' ? made : null
      const reading = typeof made === 'string' ? null : made
      if (reading || isNamedTable(group[0].file.name) || this.isChosen(group)) {
        const details = reading && this.details.get(reading)
        this.found.push({
          files: group.flatMap(pathsOf),
          rows: group.reduce((sum, { table }) => sum + table.rows.length, 0),
          labels:
            reading && details
              ? { columns: namesOf(group, details.columns.labels), classes: reading.classes.length, pictures: countLabels(details.labels) }
              : null,
          fault,
        })
      }
      // Where a table is chosen no other gives a reading, however good; and a form to be filled in gives one only so.
      const may = this.choice.file === undefined ? !group.every(isForm) : this.isChosen(group)
      return reading && may ? [reading] : []
    })
  }

  /** Why the table that was chosen, or else any that is called one and is no form to fill in, gives no reading; null where there is none such. */
  get fault(): { readonly file: string; readonly fault: TableFault } | null {
    const chosen = this.choice.file
    if (chosen !== undefined && !this.found.some(({ files }) => files.some((path) => isChosen(path, this.choice))))
      return { file: chosen, fault: 'missing' }
    const faulty = this.found.filter(({ fault }) => fault !== null)
    const found =
      faulty.find(({ files }) => files.some((path) => isChosen(path, this.choice))) ??
      (chosen === undefined ? faulty.find(({ files }) => !this.read.some((one) => one.file.path === files[0] && isForm(one))) : undefined)
    return found ? { file: found.files[0]!, fault: found.fault! } : null
  }

  /** Whether the choice means this group: by its file, or where it names none by having the columns. */
  private isChosen(group: Group): boolean {
    return group.some(({ file }) => isChosen(file.path, this.choice))
  }

  private readGroup(group: Group, all: Parts): Reading | TableFault {
    const chosen = this.isChosen(group)
    const choice = chosen || this.choice.file === undefined ? this.choice : {}
    const placed = placedOf(group, all)
    const { table, place } = placed[0]!
    const at = (name: string | null | undefined): number | undefined => (typeof name === 'string' ? table.columns.indexOf(name) : undefined)
    const asked = [choice.fileColumn, choice.splitColumn, choice.groupColumn, ...(choice.labelColumns ?? [])]
    if (asked.some((name) => at(name) === -1)) return 'no-such-column'

    const file = at(choice.fileColumn) ?? fileColumnOf(table, this.index, place)
    if (file < 0) return 'no-files'
    const rows = matchRows(placed, file, this.index, this.files.length)
    const matched = withPicture(placed, rows)
    if (matched.length < 2) return 'no-files'
    const leftOut = leftOutColumnOf(table)
    const studies = table.columns.map((_, column) => (column === file || column === leftOut ? null : study(matched, column)))
    const split = choice.splitColumn === null ? -1 : (at(choice.splitColumn) ?? splitColumnOf(table, studies))
    const others = studies.map((one, column) => (column === split ? null : one))
    const oneHot = oneHotOf(table, others)
    const guess = labelsOf(table, file, others, oneHot)
    const byLists = choice.labelColumns === undefined && isSplitList(placed) ? classesByPlace(all) : null
    const labelColumns = choice.labelColumns?.map((name) => at(name)!) ?? guess?.columns ?? (byLists ? [] : undefined)
    if (!labelColumns || (labelColumns.length === 0 && !byLists)) return 'no-label-column'
    const group_ = choice.groupColumn === null ? -1 : (at(choice.groupColumn) ?? groupColumnOf(table, studies))
    const columns = { file, labels: labelColumns, split, group: labelColumns.includes(group_) ? -1 : group_, leftOut }
    const said = labelsFrom(placed, columns, rows, this.files.length)
    const labels = byLists ? { ...said, labels: byLists, empty: 0 } : { ...said, labels: namedByPlace(said.labels, all) ?? said.labels }
    const told = new Set(labels.labels)
    told.delete(null)
    if (told.size === 0) return 'no-label-column'

    const made = completed(labels, all)
    if (!made) return told.size < 2 ? 'one-label' : 'nothing-to-learn'
    const evidence = [
      ...this.evidenceOf(group, labels, all, made.completes),
      ...(guess?.called
        ? [{ code: 'table-label', weight: 2, values: { column: namesOf(group, columns.labels).slice(0, 3).join(', ') } } as const]
        : []),
      ...(guess?.only && !guess.called
        ? [{ code: 'table-only-column', weight: 2, values: { column: namesOf(group, columns.labels)[0]! } } as const]
        : []),
    ]
    const reading = readingOf({ layout: 'table', classNames: made.classNames, groups: groupNames(labels), evidence }, made.all)
    if (!reading) return told.size < 2 ? 'one-label' : 'nothing-to-learn'
    this.details.set(reading, { group, placed, columns, oneHot, studies, rows, labels })
    return reading
  }

  private evidenceOf(
    group: Group,
    { named, several, differ, labels, splits }: TableLabels,
    all: Parts,
    completes: boolean,
  ): LayoutEvidence[] {
    const table = shownName(group)
    const wanted = all.parts.filter(({ split }) => completes || split !== 'test').length
    const share = Math.min(1, named / Math.max(1, completes ? named : wanted))
    const evidence: LayoutEvidence[] = []
    if (completes) evidence.push({ code: 'table-completes', weight: 6, values: { table, pictures: named } })
    else
      evidence.push({
        code: 'table-names',
        weight: share >= 0.8 ? 5 : share >= 0.3 ? 3 : 1,
        values: { table, pictures: named, of: wanted },
      })
    if (splits.some((split) => split !== null) && all.parts.every(({ split }) => split === null))
      evidence.push({ code: 'table-splits', weight: 2, values: { table } })
    if (share < 0.3) evidence.push({ code: 'table-names-few', weight: -3, values: { table, pictures: named, of: wanted } })
    const folders = completes || this.isChosen(group) ? 0 : foldersBeside(labels, all)
    if (folders > 0) evidence.push({ code: 'folders-first', weight: -5, values: { folders } })
    const left = several.length + differ.length
    const labelled = labels.reduce((sum, label) => sum + (label === null ? 0 : 1), 0)
    if (left > 0 && left * 3 > labelled) evidence.push({ code: 'table-several', weight: -6, values: { table, pictures: left } })
    if (group.every(isForm)) evidence.push({ code: 'table-form', weight: -20, values: { table } })
    return evidence
  }

  /** Readable names for these classes from one of the files. */
  names(classes: readonly string[]): ReadableNames | null {
    const naming = this.read.flatMap(({ file, table }) => (table ? [{ path: file.path, table }] : []))
    const labelling = new Set([...this.details.values()].flatMap(({ group }) => group.map(({ file }) => file.path)))
    return readableNames(
      classes,
      naming.filter(({ path }) => !labelling.has(path)),
    )
  }

  /** Pictures that are left out of this reading, by their places. */
  leftOut(reading: Reading): ReadonlyMap<number, SkipReason> {
    const details = this.details.get(reading)
    if (!details) return new Map()
    const { several, differ, out } = details.labels
    return new Map([...[...several, ...differ].map((i) => [i, 'several-labels'] as const), ...out])
  }

  /** The files that the labels or the names of classes are from. */
  used(reading: Reading, names: ReadableNames | null): ReadonlySet<string> {
    const group = this.details.get(reading)?.group ?? []
    return new Set([...group.flatMap(pathsOf), ...(names ? [names.file] : [])])
  }

  /** @param idOf the id of the picture at a place; undefined where it is left out */
  summary(reading: Reading, names: ReadableNames | null, idOf: (place: number) => number | undefined): TablesSummary {
    const details = this.details.get(reading)
    const from = names ? { file: names.file, classes: names.names.size } : null
    // Always in the same order, whichever is taken.
    const found = this.found.slice(0, MOST_FOUND).sort((a, b) => byCodeUnit(a.files[0]!, b.files[0]!))
    return { taken: details ? this.taken(reading, details, names, idOf) : null, found, namesFrom: details ? null : from }
  }

  private taken(
    reading: Reading,
    details: TableReading,
    names: ReadableNames | null,
    idOf: (place: number) => number | undefined,
  ): TableTaken {
    const { group, columns, oneHot } = details
    const all = group[0].table.columns
    return {
      files: group.flatMap(pathsOf),
      rows: details.rows.pictures.length,
      columns: all,
      fileColumn: all[columns.file]!,
      labelColumns: namesOf(group, columns.labels),
      oneHot: namesOf(group, oneHot),
      splitColumn: all[columns.split] ?? null,
      groupColumn: all[columns.group] ?? null,
      preview: this.preview(details, names, idOf),
      findings: this.findings(reading, details, names),
    }
  }

  private preview(
    { placed, columns, rows, labels }: TableReading,
    names: ReadableNames | null,
    idOf: (place: number) => number | undefined,
  ): TableRow[] {
    const [{ table, split }] = placed as readonly [PlacedTable]
    return table.rows.slice(0, PREVIEW).map((row, i) => {
      const place = rows.pictures[i]!
      const label = labels.labels[place] ?? null
      const said = columns.split < 0 ? split : cellOf(row, columns.split).slice(0, SHOWN_CELL)
      return {
        name: cellOf(row, columns.file).slice(0, SHOWN_CELL),
        picture: idOf(place) ?? null,
        path: this.files[place]?.path ?? null,
        label: label === null ? null : (names?.names.get(label) ?? label),
        split: said || null,
      }
    })
  }

  private findings(
    reading: Reading,
    { group, placed, columns, rows, labels, studies }: TableReading,
    names: ReadableNames | null,
  ): TableFinding[] {
    const findings: TableFinding[] = []
    const paths = (places: readonly number[]) => places.slice(0, EXAMPLES).map((i) => this.files[i]!.path)
    const { several, differ, named, empty } = labels
    if (several.length > 0) findings.push({ code: 'several-labels', values: { pictures: several.length, examples: paths(several) } })
    if (differ.length > 0) findings.push({ code: 'rows-differ', values: { pictures: differ.length, examples: paths(differ) } })
    const [only] = columns.labels
    const found = columns.labels.length === 1 ? studies[only!] : null
    const column = namesOf(group, columns.labels)[0] ?? ''
    if (found && isMeasure(found)) findings.push({ code: 'many-numbers', values: { column, labels: found.values.size } })
    else if (found && isNearlyUnique(found))
      findings.push({ code: 'nearly-unique', values: { column, labels: found.values.size, pictures: found.filled } })
    const { none, ambiguous } = rowsWithout(placed, columns.file, rows, EXAMPLES)
    if (none.rows > 0) findings.push({ code: 'rows-without-picture', values: none })
    if (ambiguous.rows > 0) findings.push({ code: 'rows-ambiguous', values: ambiguous })
    const others = columns.labels.length === 1 ? besidesOf(group[0].table.columns, studies, only!) : []
    if (others.length > 0) findings.push({ code: 'several-columns', values: { column, others } })
    if (empty > 0) findings.push({ code: 'rows-without-label', values: { rows: empty } })
    if (named < this.files.length) {
      const has = new Set(rows.pictures)
      // Those that folders give a class lack nothing.
      const missing = [...this.files.keys()].filter((i) => !has.has(i) && reading.labels[i] === -1)
      if (missing.length > 0)
        findings.push({ code: 'pictures-without-row', values: { pictures: missing.length, examples: paths(missing) } })
    }
    if (rows.zerosLost > 0) findings.push({ code: 'zeros-lost', values: { rows: rows.zerosLost } })
    if (names) findings.push({ code: 'names-from', values: { file: names.file, classes: names.names.size } })
    return [...findings, ...group.flatMap(({ notes }) => notes)]
  }
}

/**
 * Reads what may be a table beside these pictures.
 *
 * @param texts files that are no pictures and may be tables
 * @throws the signal's reason when aborted
 */
export async function findTables(
  texts: readonly ListedFile[],
  files: readonly ListedFile[],
  asked: TableChoice = {},
  signal: AbortSignal,
): Promise<Tables | null> {
  if (texts.length === 0 && asked.file === undefined) return null
  const choice = exactChoice(texts, asked)
  const index = new PictureIndex(files)
  const read = await readFiles(
    likely(texts, index, ({ path }) => isChosen(path, choice)),
    index,
    signal,
  )
  return new Tables(files, joinedByNumber(read), index, choice)
}

/** How many other columns make a list of attributes (CelebA's 40): two or three are rather figures about the picture. */
const ATTRIBUTES = 3
const YES_OR_NO = /^(?:-?[01](?:\.0*)?|true|false)$/i

/** Columns of yes and no beside the one of labels, where that is one of several such. */
function besidesOf(names: readonly string[], studies: readonly (ColumnStudy | null)[], label: number): string[] {
  const isYesOrNo = (found: ColumnStudy | null | undefined) =>
    !!found && found.values.size === 2 && [...found.values.keys()].every((cell) => YES_OR_NO.test(cell))
  if (!isYesOrNo(studies[label])) return []
  const others = names.filter((_, column) => column !== label && isYesOrNo(studies[column]))
  return others.length < ATTRIBUTES ? [] : others.slice(0, EXAMPLES)
}

/** Where a table and what was joined to it lie. */
const pathsOf = ({ file, with: joined = [] }: ReadFile): string[] => [file, ...joined].map(({ path }) => path)
const namesOf = (group: Group, columns: readonly number[]): string[] => columns.map((column) => group[0].table.columns[column]!)
const shownName = (group: Group): string =>
  group
    .map(({ file }) => file.name)
    .filter((name, i, all) => all.indexOf(name) === i)
    .slice(0, 3)
    .join(' + ')
const countLabels = ({ labels }: TableLabels): number => labels.reduce((sum, label) => sum + (label === null ? 0 : 1), 0)

/** The tables of a group as rows are matched: what their names say of a split counts for all rows where the names say several. */
function placedOf(group: Group, { parts }: Parts): PlacedTable[] {
  const said = group.map(({ file }) => splitOfName(file.name))
  const several = new Set(said).size > 1
  const evaluated: Split = said.includes('val') ? 'test' : 'val'
  return group.map(({ file, table }, i) => {
    const named = said[i] === 'evaluated' ? evaluated : (said[i] ?? null)
    const meant = (picture: number): boolean => named === null || parts[picture]!.split === named
    // A list of validation or test pictures alone leaves the others to learn from; one of training pictures alone says nothing of them.
    const alone = table.columns.length === 1 && named !== 'train'
    return { path: file.path, table, place: { folders: file.folders, meant }, split: several || alone ? named : null }
  })
}

/** Whether these are but names of pictures in lists that are called after splits: `meta/train.txt` and `meta/test.txt` of Food-101. */
const isSplitList = (placed: readonly PlacedTable[]): boolean =>
  placed.every(({ table, split }) => table.columns.length === 1 && split !== null)

/** The rows that have a picture. */
function withPicture(placed: readonly PlacedTable[], { pictures }: RowPictures): (readonly string[])[] {
  let at = 0
  return placed.flatMap(({ table }) => table.rows.filter(() => pictures[at++]! >= 0))
}

interface Completed {
  readonly classNames: readonly (string | null)[]
  readonly all: Parts
  /** Whether folders give the classes of the pictures to learn from, and the table those of others. */
  readonly completes: boolean
}

/**
 * The labels with the splits that the table gives in place of the folders'. Where it labels none of the pictures to learn from (`val_annotations.txt`), their
 * folders do; null where those are other classes.
 */
function completed({ labels, splits }: TableLabels, all: Parts): Completed | null {
  const parts = all.parts.map((part, i) => ({ ...part, split: splits[i] ?? part.split }))
  const trains = parts.some(({ split }) => split === 'train')
  const learnt = (i: number): boolean => {
    const { split } = parts[i]!
    return split === 'train' || split === 'val' || (split === null && !trains)
  }
  const own: Parts = { ...all, parts, learnt }
  if (labels.some((label, i) => label !== null && learnt(i) && parts[i]!.split !== 'val'))
    return { classNames: labels, all: own, completes: false }
  const folders = outerFolders(own)!.classNames
  const classes = new Map<string, string>()
  folders.forEach((name, i) => {
    if (name === null || labels[i] !== null || !learnt(i)) return
    classes.set(sameName(name), name)
    if (isNumber(name)) classes.set(String(Number(name)), name)
  })
  let known = 0
  const classNames = labels.map((label, i) => {
    if (label === null) return folders[i] ?? null
    const name = classes.get(sameName(label)) ?? (isNumber(label) ? classes.get(String(Number(label))) : undefined)
    if (name !== undefined) known++
    return name ?? label
  })
  const labelled = labels.reduce((sum, label) => sum + (label === null ? 0 : 1), 0)
  return known * 10 >= labelled * 8 && known > 0 ? { classNames, all: own, completes: true } : null
}

/** Groups as the split takes them: a picture without one is alone. */
function groupNames({ groups }: TableLabels): readonly string[] | undefined {
  return groups?.map((group, i) => (group === '' ? `\0${i}` : group))
}
