/** Which pictures a run learns from: written to its record when it begins, read from there when it goes on and when it is judged. */
import { type Dataset, idsOf, type Sample, testedIds } from '../../data/dataset/dataset'
import { samplesAt } from '../../data/dataset/identity'
import { Problem, type RunRecord, sameClasses, samePictures } from '../../protocol'

/** Paths by split and their labels, training first, and those of the labelled test pictures where there are any. */
export function splitOf(dataset: Dataset): Pick<RunRecord, 'split' | 'labels' | 'tested'> {
  const of = (split: 'train' | 'val') => Array.from(idsOf(dataset, split), (id) => dataset.samples[id]!)
  const [train, val] = [of('train'), of('val')]
  const test = Array.from(testedIds(dataset), (id) => dataset.samples[id]!)
  return {
    split: { train: train.map((s) => s.path), val: val.map((s) => s.path) },
    labels: [...train, ...val].map((s) => s.label),
    ...(test.length > 0 ? { tested: { paths: test.map((s) => s.path), labels: test.map((s) => s.label) } } : {}),
  }
}

/** What of a run's record tells which pictures it used, and how. */
export type UsedPictures = Pick<RunRecord, 'name' | 'classes' | 'dataset' | 'split' | 'labels' | 'tested'>

/**
 * Ids of the run's pictures among those that are open, training first: in the order of `record.labels`.
 * @throws Problem `other-dataset` where other pictures are open, or one of the run's is gone; `classes-changed` where a table or its lack gives them other classes
 */
export function usedIds(record: UsedPictures, open: Dataset): number[] {
  const { train, val } = record.split
  const samples = samplesAt(open, [...train, ...val]).flatMap((sample) => sample ?? [])
  // With pictures added since, those of the run are among them; of others that were added and are gone again one is missing.
  if (!samePictures(record.dataset, open) || samples.length < train.length + val.length)
    throw new Problem('other-dataset', { run: record.name, dataset: record.dataset.name })
  // Of what was opened alike only edits by hand, and what was added, can differ: a run keeps what it began with.
  if (openedAs(record.dataset) !== openedAs(open) && !isTaughtAlike(record, open.classes, samples))
    throw new Problem('classes-changed', { run: record.name, classes: record.classes })
  return samples.map(({ id }) => id)
}

/** The fingerprint without what the person added. */
const openedAs = ({ base, fingerprint }: { readonly base?: string | undefined; readonly fingerprint: string }): string =>
  base ?? fingerprint

/** Whether pictures have the classes that a run learned, by name, or each class of the run is one of theirs under another name (`n01443537`, since called goldfish). */
function isTaughtAlike(record: UsedPictures, classes: readonly string[], samples: readonly Sample[]): boolean {
  if (sameClasses(record.classes, classes)) return true
  const [now, then] = [new Map<number, number>(), new Map<number, number>()]
  return samples.every(({ label }, i) => {
    const learned = record.labels[i]!
    if (!now.has(learned)) now.set(learned, label)
    if (!then.has(label)) then.set(label, learned)
    return label >= 0 && now.get(learned) === label && then.get(label) === learned
  })
}

/**
 * The open pictures as a run used them: its classes, labels and splits, whatever was checked or changed since. No other picture takes part.
 * A test picture that is gone is no hindrance: the run does without.
 * @throws Problem `other-dataset`, `classes-changed` as `usedIds`
 */
export function datasetOf(record: UsedPictures, open: Dataset): Dataset {
  const places = new Map(usedIds(record, open).map((id, i) => [id, i]))
  const { paths, labels } = record.tested ?? { paths: [], labels: [] }
  const tests = new Map(samplesAt(open, paths).flatMap((sample, i) => (sample ? [[sample.id, labels[i]!] as const] : [])))
  const samples = open.samples.map((sample): Sample => {
    const i = places.get(sample.id)
    const test = tests.get(sample.id)
    if (i === undefined && test !== undefined) return { ...sample, label: test, split: 'test', used: true, leftOut: false }
    if (i === undefined) return { ...sample, label: -1, split: 'test', used: false }
    return { ...sample, label: record.labels[i]!, split: i < record.split.train.length ? 'train' : 'val', used: true, leftOut: false }
  })
  return { ...open, classes: record.classes, samples }
}
