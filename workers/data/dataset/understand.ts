/** How pictures are read, by their folders and names or by a table beside them, and what that leaves out. */
import type { LayoutName, ReadAs, Skipped } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import type { TablesSummary } from '../../protocol/tables'
import type { ListedFile } from '../files/walk'
import { readLayout } from '../layouts'
import { type Reading, renamed } from '../layouts/layout'
import { findTables } from '../tables/tables'

export interface Understood {
  /** Those that the reading is of, in their order before. */
  readonly files: readonly ListedFile[]
  readonly reading: Reading
  readonly alternatives: readonly LayoutName[]
  readonly tables: TablesSummary
  readonly skipped: readonly Skipped[]
  /** Paths of the tables that were read for it. */
  readonly used: ReadonlySet<string>
}

export const NO_TABLES: TablesSummary = { taken: null, found: [], namesFrom: null }

/**
 * @param texts files beside the pictures that may be tables
 * @returns null where there are not two classes by any reading
 * @throws Problem `table-unusable` where the table that was asked for gives no reading, or one that is called a table gives none and nothing else does;
 * the signal's reason when aborted
 */
export async function understand(
  texts: readonly ListedFile[],
  files: readonly ListedFile[],
  { layout, table }: ReadAs,
  signal: AbortSignal,
): Promise<Understood | null> {
  const tables = layout === 'single-folder' ? null : await findTables(texts, files, table, signal)
  const read = readLayout(files, layout, (all) => tables?.readings(all) ?? [])
  const fault = tables?.fault
  if (fault && (!read || (layout === 'table' && read.reading.layout !== 'table'))) throw new Problem('table-unusable', fault)
  if (!read) return null
  const { reading, alternatives } = read
  if (!tables) return { files, reading, alternatives, tables: NO_TABLES, skipped: [], used: new Set() }

  const out = tables.leftOut(reading)
  const names = tables.names(reading.classes)
  const ids = new Map<number, number>()
  for (const place of files.keys()) if (!out.has(place)) ids.set(place, ids.size)
  const kept = <T>(all: readonly T[]): T[] => all.filter((_, place) => !out.has(place))
  const { labels, splits, groups } = reading
  const left = { ...reading, labels: labels.filter((_, place) => !out.has(place)), splits: kept(splits), groups: groups && kept(groups) }
  return {
    files: kept(files),
    reading: names ? renamed(left, names.names) : left,
    alternatives,
    tables: tables.summary(reading, names, (place) => ids.get(place)),
    skipped: [...out].map(([place, reason]) => ({ path: files[place]!.path, reason })),
    used: tables.used(reading, names),
  }
}
