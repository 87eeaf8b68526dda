/**
 * Where pictures came from, kept in this browser by their fingerprint, so that a run can go on after a reload without anybody looking
 * for the folder: handles and drawn pets only, for files chosen by an input cannot be opened a second time.
 */
import type { DBSchema } from 'idb'
import { type DatasetSource, fingerprintsOf, type KnownBy, type LayoutName, type ReadAs, samePictures } from '../../workers/protocol'
import { Database } from '../../workers/storage/database'

export interface KeptSource {
  readonly fingerprint: string
  /** As `DatasetSummary` has them; none in what an earlier version kept. */
  readonly pictures?: readonly string[]
  readonly source: DatasetSource
  readonly readAs: ReadAs
  /** As the dataset is called, and when it was opened last (milliseconds since 1970); none in what an earlier version kept. */
  readonly name?: string
  readonly openedAt?: number
}

/** Pictures that one click opens again. */
export type LastOpened = Pick<KeptSource, 'fingerprint'> & { readonly name: string }

interface Schema extends DBSchema {
  sources: { key: string; value: KeptSource }
}

const database = new Database<Schema>({
  name: 'trainyard-sources',
  version: 1,
  upgrade: (db) => void db.createObjectStore('sources', { keyPath: 'fingerprint' }),
})

/** The source as it can be opened again after a reload; null where it cannot. */
export function keepable(source: DatasetSource): DatasetSource | null {
  if (source.kind === 'drawn') return source
  const handles = source.items.flatMap((item) => (item.kind === 'file' || !item.handle ? [] : [item.handle]))
  const all = handles.length > 0 && handles.length === source.items.length
  return all ? { kind: 'items', items: handles.map((handle) => ({ kind: 'handle', handle })) } : null
}

/** Fingerprints of the pictures that can be opened again; none where nothing can be kept. */
export const keptFingerprints = (): Promise<string[]> => all().then((kept) => kept.flatMap(fingerprintsOf))

const all = (): Promise<KeptSource[]> => database.use((db) => db.getAll('sources')).catch(() => [])

/** Whether the pictures of a run are among these fingerprints of kept ones. */
export const isKept = (kept: ReadonlySet<string>, run: KnownBy): boolean => fingerprintsOf(run).some((fingerprint) => kept.has(fingerprint))

/** The folder that was opened last, of those that can be opened again; drawn pets have a button of their own. Null where there is none. */
export async function lastOpened(): Promise<LastOpened | null> {
  return latestOf(await all())
}

/** The one of these that was opened last. */
export function latestOf(kept: readonly KeptSource[]): LastOpened | null {
  const named = kept.flatMap(({ fingerprint, source, name, openedAt }) =>
    name !== undefined && openedAt !== undefined && source.kind === 'items' ? [{ fingerprint, name, openedAt }] : [],
  )
  const last = named.toSorted((a, b) => b.openedAt - a.openedAt)[0]
  return last ? { fingerprint: last.fingerprint, name: last.name } : null
}

/** Keeps a source; resolves with whether it can be opened again. Full or blocked storage, or a source without handles: the person then chooses the folder again. */
export async function keepSource(kept: KeptSource): Promise<boolean> {
  const source = keepable(kept.source)
  if (!source) return false
  return database
    .use((db) => db.put('sources', { ...kept, source }))
    .then(
      () => true,
      () => false,
    )
}

/**
 * The source of these pictures, allowed to be read; null where there is none or the person refuses. Must be called from a click: the browser asks.
 * @param silent asks nobody: null where the browser would
 */
export async function keptSource(wanted: Parameters<typeof sourceOf>[1], silent = false): Promise<KeptSource | null> {
  const kept = sourceOf(await all(), wanted)
  if (!kept) return null
  for (const item of kept.source.kind === 'items' ? kept.source.items : []) {
    if (item.kind === 'handle' && (await permitted(item.handle, silent)) !== 'granted') return null
  }
  return { ...kept, readAs: readAsOf(kept) }
}

/**
 * The source that was kept under the fingerprint itself, else the one opened last of the same pictures, whatever table was with them.
 *
 * @param wanted `base`: its fingerprint without what was added, where anything was
 */
export function sourceOf(kept: readonly KeptSource[], wanted: KnownBy & { readonly base?: string | undefined }): KeptSource | null {
  const own = kept.find(({ fingerprint }) => fingerprint === (wanted.base ?? wanted.fingerprint))
  const others = kept.filter((one) => samePictures(one, wanted)).toSorted((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0))
  return own ?? others[0] ?? null
}

/** How it was read; an earlier version kept the layout alone. */
export const readAsOf = ({ readAs, layout }: Partial<KeptSource> & { readonly layout?: LayoutName | undefined }): ReadAs =>
  readAs ?? (layout ? { layout } : {})

/** Chromium's permission calls are not in TypeScript's DOM yet; a browser without them needs no permission for a handle that it kept. */
async function permitted(handle: FileSystemHandle, silent: boolean): Promise<PermissionState> {
  type Ask = (wanted: { mode: 'read' }) => Promise<PermissionState>
  const asked = handle as FileSystemHandle & { requestPermission?: Ask; queryPermission?: Ask }
  const ask = silent ? 'queryPermission' : 'requestPermission'
  return (await asked[ask]?.({ mode: 'read' })) ?? 'granted'
}
