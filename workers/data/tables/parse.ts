/** Text to rows of cells: CSV and its kin by papaparse, which is loaded with the first table, JSON and JSON lines by the language's own parser. */
import { TableError } from './text'

/** Rows of cells as they stand there; they need not be of one length. */
export interface RawTable {
  readonly rows: readonly (readonly string[])[]
  /** Names of columns, where the format has them apart from the rows. */
  readonly columns: readonly string[] | null
  /** Whether a quotation mark was never closed, so that all marks were taken as text. */
  readonly unclosed: boolean
}

/** Bounds of what is held: 200,000 rows of CelebA's 41 columns fit, a file made to fill the memory does not. */
export const MOST_CELLS = 10_000_000
export const MOST_COLUMNS = 2000
/** Characters of a line, and of a cell that is kept. */
const LONGEST_LINE = 1 << 20
const LONGEST_CELL = 1000
/** Characters from which separators are guessed. */
const LOOKED_AT = 64 << 10

const SEPARATORS = [',', ';', '\t', '|']

/**
 * The rows of a table.
 *
 * @param name decides between JSON, JSON lines and separated values
 * @throws TableError `not-a-table`, `row-too-long`, `too-large`
 */
export async function parseTable(name: string, text: string): Promise<RawTable> {
  if (/\.(jsonl|ndjson)$/i.test(name)) return fromRecords(jsonLines(text))
  if (/\.json$/i.test(name)) return fromJson(text)
  checkLines(text)
  const separator = /\.txt$/i.test(name) ? await separatorOfText(text) : null
  if (separator === 'blanks') return { rows: blankSeparated(text), columns: null, unclosed: false }
  return separated(text, separator)
}

/** Lines that are too long are refused before anything splits them. @throws TableError `row-too-long` */
function checkLines(text: string): void {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end
    // Old Macs end lines by a carriage return.
    if (next - at > LONGEST_LINE && text.slice(at, at + LONGEST_LINE).indexOf('\r') < 0) throw new TableError('row-too-long')
    at = next + 1
  }
}

/** Counts the cells that are held. */
class Budget {
  private left = MOST_CELLS
  take(cells: number): void {
    if (cells > MOST_COLUMNS) throw new TableError('row-too-long')
    this.left -= cells
    if (this.left < 0) throw new TableError('too-large')
  }
}

const kept = (cell: string): string => (cell.length > LONGEST_CELL ? cell.slice(0, LONGEST_CELL) : cell)

async function separated(text: string, separator: string | null): Promise<RawTable> {
  const { default: Papa } = await import('papaparse')
  const guess = separator ?? Papa.parse(text.slice(0, LOOKED_AT), { delimitersToGuess: SEPARATORS, preview: 50 }).meta.delimiter
  const read = (quoteChar: string) => {
    const rows: string[][] = []
    const budget = new Budget()
    let unclosed = false
    let refusal: TableError | null = null
    Papa.parse<string[]>(text, {
      delimiter: guess,
      quoteChar,
      skipEmptyLines: 'greedy',
      step({ data, errors }, parser) {
        try {
          budget.take(data.length)
          rows.push(data.some(({ length }) => length > LONGEST_CELL) ? data.map(kept) : data)
          unclosed ||= errors.some(({ code }) => code === 'MissingQuotes')
        } catch (error) {
          if (!(error instanceof TableError)) throw error
          refusal = error
          parser.abort()
        }
      },
    })
    if (refusal) throw refusal as TableError
    return { rows, unclosed }
  }
  const first = read('"')
  if (!first.unclosed) return { ...first, columns: null }
  // A character that is not left in the text quotes nothing.
  return { rows: read('\0').rows, columns: null, unclosed: true }
}

/** How a text separates: by one of the usual characters where every line has as many of it, else by blanks. */
async function separatorOfText(text: string): Promise<string | 'blanks'> {
  const lines = text
    .slice(0, LOOKED_AT)
    .split(/\r\n?|\n/)
    .slice(0, 50)
    .filter((line) => line.trim() !== '')
  const alike = (separator: string) => {
    const counts = new Set(lines.map((line) => line.split(separator).length))
    // `n01440764 tench, Tinca tinca`: the first word ends before the comma.
    const inside = separator !== '\t' && lines.every((line) => /\S\s+\S/.test(line.split(separator, 1)[0]!))
    return counts.size === 1 && !counts.has(1) && !inside
  }
  return ['\t', ',', ';', '|'].find(alike) ?? 'blanks'
}

const HEAD = 2
/** Words of a line by which it is one of numbers, not of a name. */
const MOST_WORDS = 10

/** Two or more columns where every line has as many words, else the first word and the rest: `n01440764 tench, Tinca tinca`. */
function blankSeparated(text: string): string[][] {
  const all = text.split(/\r\n?|\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  // Remarks at the beginning: `#Image CLASS-ID SPECIES` of the Oxford pets.
  const lines = all.slice(
    Math.max(
      0,
      all.findIndex((line) => !line.startsWith('#')),
    ),
  )
  const counts = new Set<number>()
  // CelebA's `list_attr_celeba.txt` begins with a count and with names that lack the file's.
  const isHeaded = lines.length > HEAD && lines.slice(HEAD).every((line) => line.split(/\s+/, MOST_WORDS).length === MOST_WORDS)
  for (const line of isHeaded ? [] : lines) {
    counts.add(line.split(/\s+/, 10).length)
    if (counts.size > 1) break
  }
  const budget = new Budget()
  return lines.map((line) => {
    const cells = isHeaded || counts.size === 1 ? line.split(/\s+/) : (/^(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? [line])
    budget.take(cells.length)
    return cells.map(kept)
  })
}

function* jsonLines(text: string): Generator<unknown> {
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    if (line.length > LONGEST_LINE) throw new TableError('row-too-long')
    yield parsed(line)
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new TableError('not-a-table')
  }
}

/** What a JSON value is as a cell; arrays as their parts with `|` between. */
function cellOf(value: unknown): string {
  if (typeof value === 'string') return kept(value)
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return kept(value.slice(0, 50).map(cellOf).join('|'))
  return typeof value === 'object' ? '' : String(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Rows of objects that share keys. @throws TableError where a value is no object */
function fromRecords(values: Iterable<unknown>): RawTable {
  const places = new Map<string, number>()
  const budget = new Budget()
  const rows: string[][] = []
  for (const value of values) {
    if (!isRecord(value)) throw new TableError('not-a-table')
    const row: string[] = []
    for (const [key, inside] of Object.entries(value)) {
      const place = places.get(key) ?? places.size
      places.set(key, place)
      row[place] = cellOf(inside)
    }
    budget.take(places.size)
    rows.push(Array.from({ length: places.size }, (_, i) => row[i] ?? ''))
  }
  return { rows, columns: [...places.keys()], unclosed: false }
}

/** COCO's form, as iNaturalist and labelling programs export it: a row for each annotation, of its picture's name and its category's. Null for any other. */
function fromCoco({ images, annotations, categories }: Record<string, unknown>): RawTable | null {
  const lists = [images, annotations, categories]
  if (!lists.every((list) => Array.isArray(list) && list.length > 0 && list.every(isRecord))) return null
  const [files, notes, kinds] = lists as Record<string, unknown>[][]
  const by = (list: readonly Record<string, unknown>[], name: string) => new Map(list.map((one) => [cellOf(one.id), cellOf(one[name])]))
  const [names, classes] = [by(files!, 'file_name'), by(kinds!, 'name')]
  const budget = new Budget()
  const rows = notes!.map((note) => {
    budget.take(2)
    return [names.get(cellOf(note.image_id)) ?? '', classes.get(cellOf(note.category_id)) ?? '']
  })
  return { rows, columns: ['file_name', 'category'], unclosed: false }
}

/** A list of objects, or a plain map: `{"1.jpg": "cat"}`, `{"cat": ["1.jpg", "2.jpg"]}`, `{"0": ["n01440764", "tench"]}`, `{"1.jpg": {"label": "cat"}}`. */
function fromJson(text: string): RawTable {
  const value = parsed(text)
  if (Array.isArray(value)) {
    const texts = value.every((one) => typeof one === 'string' || typeof one === 'number')
    return texts ? { rows: value.map((one) => [cellOf(one)]), columns: null, unclosed: false } : fromRecords(value)
  }
  if (!isRecord(value)) throw new TableError('not-a-table')
  const coco = fromCoco(value)
  if (coco) return coco
  const entries = Object.entries(value)
  const budget = new Budget()
  const row = (...cells: string[]) => {
    budget.take(cells.length)
    return cells
  }
  if (entries.length > 0 && entries.every(([, inside]) => isRecord(inside))) {
    const { rows, columns } = fromRecords(entries.map(([, inside]) => inside))
    return { rows: rows.map((cells, i) => [entries[i]![0], ...cells]), columns: ['key', ...(columns ?? [])], unclosed: false }
  }
  const lists = entries.every(([, inside]) => Array.isArray(inside))
  const length = lists ? (entries[0]?.[1] as unknown[] | undefined)?.length : undefined
  // Short lists that are all as long are a row's columns, others the members of a class.
  if (lists && length !== undefined && length < 5 && entries.every(([, inside]) => (inside as unknown[]).length === length))
    return { rows: entries.map(([key, inside]) => row(kept(key), ...(inside as unknown[]).map(cellOf))), columns: null, unclosed: false }
  if (lists)
    return {
      rows: entries.flatMap(([key, inside]) => (inside as unknown[]).map((one) => row(cellOf(one), kept(key)))),
      columns: null,
      unclosed: false,
    }
  if (entries.some(([, inside]) => typeof inside === 'object' && inside !== null)) throw new TableError('not-a-table')
  return { rows: entries.map(([key, inside]) => row(kept(key), cellOf(inside))), columns: null, unclosed: false }
}
