/** What about the open pictures is other than when a run learned from them: what its figures do not know of. */
import { type Dataset, resplit, type Sample } from '../../data/dataset/dataset'
import { samplesAt } from '../../data/dataset/identity'
import { type ChangedSince, type RunRecord, samePictures } from '../../protocol'

/** What of a record is compared. */
export type LearnedFrom = Pick<RunRecord, 'classes' | 'dataset' | 'split' | 'labels' | 'tested' | 'config'>

/** Null where other pictures are open. A class that was only renamed is no other label. */
export function changedSince(run: LearnedFrom, open: Dataset): ChangedSince | null {
  if (!samePictures(run.dataset, open)) return null
  const { train, val } = run.split
  const { paths: tests, labels: testLabels } = run.tested ?? { paths: [], labels: [] }
  const labels = [...run.labels, ...testLabels]
  const there = samplesAt(open, [...train, ...val, ...tests])
  const className = renamed(run, open, there, labels)
  const asRun = splitAsRun(run, open)
  const known = new Set<number>()
  const changed = { relabelled: 0, leftOut: 0, moved: 0, added: 0 }
  there.forEach((sample, i) => {
    if (!sample || sample.leftOut) changed.leftOut++
    else if (open.classes[sample.label] !== className(labels[i]!)) changed.relabelled++
    if (!sample) return
    known.add(sample.id)
    const split = i < train.length ? 'train' : i < train.length + val.length ? 'val' : 'test'
    if (!sample.leftOut && asRun && asRun[sample.id]!.split !== split) changed.moved++
  })
  // Which pictures of many take part is drawn by the limit: none of them is new.
  const all = run.config.limit === 0
  changed.added =
    !all || !asRun ? 0 : asRun.filter(({ id, used, label, split }) => used && label >= 0 && split !== 'test' && !known.has(id)).length
  return changed
}

/** The open pictures split as a run of that recipe would; null where they cannot be. */
function splitAsRun({ config }: LearnedFrom, open: Dataset): readonly Sample[] | null {
  try {
    return resplit(open, config.seed, config.valFraction, config.limit).samples
  } catch {
    return null // no class has two pictures any more: what moved is no question then
  }
}

/** What a class of the run is called now: as then, or as most of its pictures are where the name is gone and nothing else was called so. */
function renamed(run: LearnedFrom, open: Dataset, there: readonly (Sample | undefined)[], labels: readonly number[]) {
  const present = new Set(open.classes)
  const counts = run.classes.map(() => new Map<string, number>())
  there.forEach((sample, i) => {
    const now = sample && open.classes[sample.label]
    if (now !== undefined) counts[labels[i]!]?.set(now, (counts[labels[i]!]!.get(now) ?? 0) + 1)
  })
  const taken = new Set(run.classes)
  const names = run.classes.map((name, label) => {
    if (present.has(name)) return name
    const [most] = [...counts[label]!].sort((a, b) => b[1] - a[1])
    if (!most || taken.has(most[0])) return name
    taken.add(most[0])
    return most[0]
  })
  return (label: number): string | undefined => names[label]
}
