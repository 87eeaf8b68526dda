/** The open dataset as a kept run used it: classes, labels and split are the run's own, whatever was edited since. */
import type { Dataset, Sample } from '../../data/dataset'
import { commonFolders } from '../../data/paths'
import { Problem, type RunRecord } from '../../protocol'

/** What is needed of a run's record. */
export type UsedPictures = Pick<RunRecord, 'name' | 'classes' | 'dataset' | 'split' | 'labels'>

/**
 * Ids of the run's pictures in `dataset`, training first: in the order of `record.labels`.
 * @throws Problem `other-dataset` where other pictures are open, or one of the run's is gone
 */
export function usedIds(record: UsedPictures, { fingerprint, samples }: Pick<Dataset, 'fingerprint' | 'samples'>): number[] {
  const ids = record.dataset.fingerprint === fingerprint ? idsOfPaths([...record.split.train, ...record.split.val], samples) : null
  if (!ids) throw new Problem('other-dataset', { run: record.name, dataset: record.dataset.name })
  return ids
}

/**
 * The dataset with the run's classes, labels and split; pictures that the run did not use take no part.
 * @throws Problem `other-dataset` as `usedIds`
 */
export function asTrained(record: UsedPictures, dataset: Dataset): Dataset {
  const used = new Map(usedIds(record, dataset).map((id, i) => [id, i]))
  const samples = dataset.samples.map((sample, id): Sample => {
    const i = used.get(id)
    if (i === undefined) return { ...sample, label: -1, used: false }
    return { ...sample, label: record.labels[i]!, split: i < record.split.train.length ? 'train' : 'val', used: true }
  })
  return { ...dataset, classes: record.classes, samples }
}

/**
 * Null where a path is not there. The same pictures may have come in other outer folders (as a folder, as a zip of its inside), which the
 * fingerprint leaves aside: then all paths differ by what they begin with.
 */
function idsOfPaths(paths: readonly string[], samples: readonly Sample[]): number[] | null {
  const all = samples.map(({ path }) => path)
  const theirs = paths.length === 0 ? 0 : outerFolders(paths)
  // Of the run only what it used is known, so that more folders may look common than are.
  for (const [cutTheirs, cutOurs] of cuts(theirs, outerFolders(all))) {
    const idOf = new Map(all.map((path, id) => [path.split('/').slice(cutOurs).join('/'), id]))
    const ids = paths.flatMap((path) => idOf.get(path.split('/').slice(cutTheirs).join('/')) ?? [])
    if (ids.length === paths.length) return ids
  }
  return null
}

const outerFolders = (paths: readonly string[]): number => commonFolders(paths.map((path) => path.split('/')))

/** How many folders may be cut off either side: none first, then all that are common here with up to as many there. */
const cuts = (theirs: number, ours: number): readonly (readonly [number, number])[] => [
  [0, 0],
  ...Array.from({ length: theirs + 1 }, (_, cut) => [cut, ours] as const),
]
