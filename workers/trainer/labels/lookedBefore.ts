/** What the network saw in pictures when they were looked at in other company: of all of them, of the labelled ones, of a run's own. */
import type { Dataset } from '../../data/dataset/dataset'
import type { SampleSource } from '../../data/files/source'
import type { FeatureSet } from '../features/features'

/** The lists that were looked at since pictures were opened, by the file of the first of them, which no edit replaces. */
const lists = new WeakMap<SampleSource, readonly Uint32Array[]>()

const first = ({ samples }: Dataset): SampleSource | undefined => samples[0]?.source
const isSame = (a: Uint32Array, b: Uint32Array): boolean => a.length === b.length && a.every((id, i) => id === b[i])

/** From now on `rowsSeenBefore` asks for the features of this list too. */
export function rememberLook(dataset: Dataset, ids: Uint32Array): void {
  const source = first(dataset)
  if (!source) return
  const known = lists.get(source) ?? []
  if (!known.some((list) => isSame(list, ids))) lists.set(source, [...known, ids])
}

export interface SeenBefore {
  /** By the ids of pictures. */
  readonly rows: ReadonlyMap<number, Float32Array>
  /** Pictures whose files could not be read. */
  readonly failed: readonly number[]
}

/**
 * What is known of those pictures that were in a list before.
 * @param kept the features of a list as its files are now; null where there are none
 */
export async function rowsSeenBefore(
  dataset: Dataset,
  ids: Uint32Array,
  width: number,
  kept: (list: Uint32Array) => Promise<FeatureSet | null>,
): Promise<SeenBefore> {
  const source = first(dataset)
  const missing = new Set(ids)
  const rows = new Map<number, Float32Array>()
  const failed: number[] = []
  for (const list of (source && lists.get(source)) ?? []) {
    // Pictures that were added may have been taken back since.
    if (!list.some((id) => missing.has(id)) || !list.every((id) => dataset.samples[id])) continue
    const set = await kept(list)
    if (!set) continue
    for (const [row, id] of set.ids.entries()) if (missing.delete(id)) rows.set(id, set.features.subarray(row * width, (row + 1) * width))
    failed.push(...Array.from(set.failed).filter((id) => missing.delete(id)))
  }
  return { rows, failed }
}
