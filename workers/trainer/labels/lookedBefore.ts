/** What the network saw in pictures when they were looked at in other company: of all of them, of the labelled ones, of a run's own. */
import type { Dataset } from '../../data/dataset/dataset'
import type { SampleSource } from '../../data/files/source'
import { type FeatureSet, rowsById } from '../features/features'

/** Lists that are remembered: every change of labels makes new ones, and those of a moment (labelled, unlabelled, all, a run's own) are half as many. */
const MOST_LISTS = 8

/** The lists that were looked at since pictures were opened, the newest first, by the file of the first picture, which no edit replaces. */
const lists = new WeakMap<SampleSource, readonly Uint32Array[]>()

const first = ({ samples }: Dataset): SampleSource | undefined => samples[0]?.source
const isSame = (a: Uint32Array, b: Uint32Array): boolean => a.length === b.length && a.every((id, i) => id === b[i])

/** From now on `rowsSeenBefore` asks for the features of this list too, until others have taken its place. */
export function rememberLook(dataset: Dataset, ids: Uint32Array): void {
  const source = first(dataset)
  if (!source) return
  const others = (lists.get(source) ?? []).filter((list) => !isSame(list, ids))
  lists.set(source, [ids, ...others].slice(0, MOST_LISTS))
}

/**
 * What is known of those pictures that were in a list before, by their ids. One that could not be read then is not among them: it may be by now.
 * @param kept the features of a list as its files are now; null where there are none
 */
export async function rowsSeenBefore(
  dataset: Dataset,
  ids: Uint32Array,
  width: number,
  kept: (list: Uint32Array) => Promise<FeatureSet | null>,
): Promise<Map<number, Float32Array>> {
  const source = first(dataset)
  const missing = new Set(ids)
  const rows = new Map<number, Float32Array>()
  for (const list of (source && lists.get(source)) ?? []) {
    // Pictures that were added may have been taken back since.
    if (!list.some((id) => missing.has(id)) || !list.every((id) => dataset.samples[id])) continue
    const set = await kept(list)
    if (!set) continue
    for (const [id, row] of rowsById(set, width)) if (missing.delete(id)) rows.set(id, row)
  }
  return rows
}
