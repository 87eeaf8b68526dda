/** How pictures are read, by their folders and names or by a table beside them, and what that leaves out. */
import type { ReadAs, Skipped } from '../../protocol/dataset'
import type { TableFault, TablesSummary } from '../../protocol/tables'
import type { ListedFile } from '../files/walk'
import { type GivenPattern, readLayout } from '../layouts'
import { type Reading, renamed } from '../layouts/layout'
import { findTables } from '../tables/tables'

/** What a reading comes to. */
export interface Read {
  /** Those that the reading is of, in their order before. */
  readonly files: readonly ListedFile[]
  readonly reading: Reading
  readonly tables: TablesSummary
  readonly skipped: readonly Skipped[]
  /** Paths of the tables that were read for it. */
  readonly used: ReadonlySet<string>
}

export interface Understood {
  /** The readings that are possible, the one that was taken first; none where there are not two classes by any. */
  readonly inOrder: readonly Reading[]
  /** @param reading one of them */
  readonly by: (reading: Reading) => Read
  /** The table that was chosen, or else any that is called one, and why it gives no reading; null where there is none such. */
  readonly fault: { readonly file: string; readonly fault: TableFault } | null
}

export const NO_TABLES: TablesSummary = { taken: null, found: [], namesFrom: null }

/**
 * @param texts files beside the pictures that may be tables
 * @param given for the reading by a name pattern
 * @throws the signal's reason when aborted
 */
export async function understand(
  texts: readonly ListedFile[],
  files: readonly ListedFile[],
  { layout, table }: Pick<ReadAs, 'layout' | 'table'>,
  given: GivenPattern | undefined,
  signal: AbortSignal,
): Promise<Understood> {
  const tables = layout === 'single-folder' ? null : await findTables(texts, files, table, signal)
  const read = readLayout(files, layout, { given, others: (all) => tables?.readings(all) ?? [] })
  const by = (reading: Reading): Read => {
    if (!tables) return { files, reading, tables: NO_TABLES, skipped: [], used: new Set() }
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
      tables: tables.summary(reading, names, (place) => ids.get(place)),
      skipped: [...out].map(([place, reason]) => ({ path: files[place]!.path, reason })),
      used: tables.used(reading, names),
    }
  }
  return { inOrder: read?.inOrder ?? [], by, fault: tables?.fault ?? null }
}
