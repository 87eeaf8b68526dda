/** A table that comes after its pictures: told by its name, and put beside what was given before. */
import { type DatasetSource, namedLikeForm, namedLikeTable, type ReadAs, type SourceItem } from '../../../workers/protocol'

type Items = Extract<DatasetSource, { kind: 'items' }>

/** The names of the files of an item; null where it is a folder. */
function namesOf(item: SourceItem): readonly string[] | null {
  if (item.kind === 'handle') return item.handle.kind === 'file' ? [item.handle.name] : null
  if (item.kind === 'file') return [item.path]
  return item.handle || item.files.paths.some((path) => path.includes('/')) ? null : item.files.paths
}

/** The names of the tables that were given; null where anything else is among them. */
export function onlyTables(source: DatasetSource): readonly string[] | null {
  if (source.kind !== 'items') return null
  const names = source.items.flatMap((item) => namesOf(item) ?? [''])
  return names.length > 0 && names.every(namedLikeTable) ? names : null
}

/** What was given before with tables beside it, in place of those of the same names. */
export function withTables(before: Items, tables: Items): Items {
  const names = new Set(onlyTables(tables))
  const stays = (item: SourceItem): boolean => namesOf(item)?.every((name) => names.has(name)) !== true
  return { kind: 'items', items: [...before.items.filter(stays), ...tables.items] }
}

/** How pictures are read once these tables are beside them: by the table, unless it is a form to be filled in; a text may have but the classes' names. */
export function readAsTable(before: ReadAs, names: readonly string[]): ReadAs {
  const labels = names.filter((name) => !namedLikeForm(name))
  if (labels.length === 0) return before
  const file = labels.find((name) => /\.(csv|tsv|tab|jsonl|ndjson)$/i.test(name))
  return { ...before, layout: 'table', table: file === undefined ? {} : { file } }
}
