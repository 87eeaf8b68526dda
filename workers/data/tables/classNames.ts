/** Readable names for classes that are codes or numbers, from a file beside them: `words.txt`, `LOC_synset_mapping.txt`, `label_map.json`, `classes.txt`. */
import { cellOf } from './columns'
import { isNumber, type Table } from './header'

/** A table that may hold them. */
export interface NamingTable {
  readonly path: string
  readonly table: Table
}

export interface ReadableNames {
  readonly file: string
  /** A readable name for each class; all different. */
  readonly names: ReadonlyMap<string, string>
}

/** WordNet's numbers, and whatever else only counts. */
const isCode = (name: string): boolean => /^\d+$|^[a-z]{1,2}\d{3,}$/i.test(name)
/** More columns than this belong to a table about other things. */
const MOST_COLUMNS = 12
const LONGEST_NAME = 200

/** Names for these classes; null where they are readable already, or no file names each of them. */
export function readableNames(classes: readonly string[], tables: readonly NamingTable[]): ReadableNames | null {
  if (classes.length < 2) return null
  for (const { path, table } of tables) {
    const names = LABEL_MAP.test(path) ? mapped(classes, table) : null
    if (names) return { file: path, names }
  }
  if (!classes.every(isCode)) return null
  for (const { path, table } of tables) {
    if (table.columns.length > MOST_COLUMNS) continue
    const texts = table.columns.length === 1 ? byLine(classes, table) : byKey(classes, table)
    if (texts) return { file: path, names: shortest(texts) }
  }
  return null
}

/** A file that says of itself that it names these classes, whatever they are called: a dataset that was taken away has one. */
const LABEL_MAP = /(^|\/)label_map\.json$/i

/** Its names as they stand there, where it has one of its own for each class; null where it is about others. */
function mapped(classes: readonly string[], { columns, rows }: Table): Map<string, string> | null {
  if (columns.length !== 2) return null
  const all = new Map(rows.map((row) => [row[0] ?? '', row[1] ?? '']))
  const names = classes.map((name) => all.get(name) ?? '')
  return names.every((name) => name !== '') && new Set(names).size === names.length
    ? new Map(classes.map((name, i) => [name, names[i]!]))
    : null
}

/** A line for each class, counted from 0, or from 1 where no class is called 0. */
function byLine(classes: readonly string[], { rows }: Table): Map<string, string> | null {
  if (!classes.every(isNumber)) return null
  const numbers = classes.map(Number)
  const from = Math.min(...numbers) === 0 ? 0 : 1
  if (rows.length !== Math.max(...numbers) + 1 - from) return null
  return complete(new Map(classes.map((name, i) => [name, cellOf(rows[numbers[i]! - from] ?? [], 0)])))
}

/** A column that has every class, and the first beside it that has a text of its own for each. */
function byKey(classes: readonly string[], { columns, rows }: Table): Map<string, string> | null {
  const wanted = new Set(classes)
  for (const column of columns.keys()) {
    const found = new Map<string, readonly string[]>()
    for (const row of rows) {
      const cell = cellOf(row, column)
      if (wanted.has(cell) && !found.has(cell)) found.set(cell, row)
    }
    if (found.size < wanted.size) continue
    for (const beside of columns.keys()) {
      if (beside === column) continue
      const texts = complete(new Map([...found].map(([name, row]) => [name, cellOf(row, beside)])))
      if (texts) return texts
    }
  }
  return null
}

/** Null unless every class has a text with a letter in it, not a code again, and most have one of their own. */
function complete(texts: Map<string, string>): Map<string, string> | null {
  const all = [...texts.values()]
  const readable = all.every((text) => /\p{L}/u.test(text) && !isCode(text))
  return readable && new Set(all).size * 10 >= all.length * 9 ? texts : null
}

/** The first of several synonyms (`tench, Tinca tinca`) where that is one class's only, else the whole text, else with the code. */
function shortest(texts: ReadonlyMap<string, string>): Map<string, string> {
  const first = (text: string) => text.split(',')[0]!.trim() || text
  const count = (all: string[]) => all.reduce((map, one) => map.set(one, (map.get(one) ?? 0) + 1), new Map<string, number>())
  const firsts = count([...texts.values()].map(first))
  const wholes = count([...texts.values()])
  return new Map(
    [...texts].map(([code, text]) => {
      const name = firsts.get(first(text)) === 1 ? first(text) : wholes.get(text) === 1 ? text : `${text} (${code})`
      return [code, name.slice(0, LONGEST_NAME)]
    }),
  )
}
