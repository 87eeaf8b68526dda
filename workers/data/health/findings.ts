/** What the health check's observations mean for the dataset as it is now: labels, splits and what is left out decide. */
import type { HealthFinding, HealthNote, HealthReport } from '../../protocol/dataset'
import { HEALTH_NOTES, HEALTH_PROBLEMS } from '../../protocol/dataset'
import type { Dataset, Sample } from '../dataset/dataset'
import type { Health, SamePictures } from './health'
import { shortcutsOf } from './shortcut'

/** The largest class has this many times the smallest's pictures: heavy imbalance. */
const IMBALANCE = 3

/** The report of a check, the worst first. `dataset` is the one that was checked, with any edits since. */
export function reportOf({ checked, milliseconds, bad, noted = [], figures, same }: Health, dataset: Dataset): HealthReport {
  const { samples } = dataset
  const findings = [
    ...bad.map(({ id, problem }): HealthFinding => {
      const settled = samples[id]!.leftOut
      return { problem, ids: [id], leaveOut: settled ? [] : [id], settled }
    }),
    ...same.map((pictures) => repeated(pictures, samples)),
    ...HEALTH_NOTES.flatMap((problem) => noteOn(problem, noted, samples)),
  ]
  findings.sort((a, b) => HEALTH_PROBLEMS.indexOf(a.problem) - HEALTH_PROBLEMS.indexOf(b.problem) || a.ids[0]! - b.ids[0]!)
  const shortcuts = figures ? shortcutsOf(figures, samples, dataset.classes.length) : []
  const brought = samples.filter((sample) => sample.brought && !sample.leftOut).length
  return { fingerprint: dataset.fingerprint, checked, findings, brought, imbalance: imbalanceOf(dataset), shortcuts, milliseconds }
}

/** All pictures of which this is said, in one finding. Of one colour they teach nothing; the others are for the person to look at. */
function noteOn(problem: HealthNote, noted: NonNullable<Health['noted']>, samples: readonly Sample[]): HealthFinding[] {
  const ids = noted.flatMap((note) => (note.problem === problem ? [note.id] : []))
  if (ids.length === 0) return []
  const taking = ids.filter((id) => !samples[id]!.leftOut)
  return [
    {
      problem,
      ids,
      leaveOut: problem === 'one-colour' ? taking.filter((id) => samples[id]!.label >= 0) : [],
      settled: taking.length === 0,
    },
  ]
}

/** What equal pictures mean: under two labels all are in doubt, and suggested to go where they are the same byte for byte; across splits the copy outside training stays; else the largest stays. */
function repeated({ ids, identical, copies = [], largestFirst }: SamePictures, samples: readonly Sample[]): HealthFinding {
  const all = ids.map((id) => samples[id]!)
  const taking = all.filter((s) => !s.leftOut)
  const settled = taking.length < 2
  // One that is settled is still called what it was.
  const of = settled ? all : taking
  const labelled = of.filter((s) => s.label >= 0)
  const finding = (problem: HealthFinding['problem'], out: readonly Sample[]): HealthFinding => ({
    problem,
    ids,
    leaveOut: settled ? [] : out.map((s) => s.id),
    settled,
  })
  const differ = (some: readonly Sample[]): boolean => new Set(some.map((s) => s.label)).size > 1
  if (differ(labelled)) {
    // Pictures that are only alike may be two of two classes: that is for the person to see.
    const exact = identical ? [ids] : copies
    const doubtful = exact.map((same) => labelled.filter(({ id }) => same.includes(id))).filter(differ)
    return { ...finding('two-labels', doubtful.flat()), inDoubt: labelled.map(({ id }) => id) }
  }
  const learnt = labelled.filter((s) => s.split === 'train')
  if (learnt.length > 0 && learnt.length < of.length) return finding('leak', learnt)
  const kept = largestFirst.find((id) => !samples[id]!.leftOut)
  // Every unlabelled picture is wanted in a submission, twice or not.
  const spare = of.filter((s) => s.id !== kept && s.label >= 0)
  return finding(identical ? 'duplicate' : 'near-duplicate', spare)
}

function imbalanceOf({ classes, samples }: Dataset): HealthReport['imbalance'] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const { label, split, leftOut } of samples) if (label >= 0 && split === 'train' && !leftOut) counts[label]!++
  const most = counts.indexOf(Math.max(...counts))
  const least = counts.indexOf(Math.min(...counts))
  if (most < 0 || counts[most]! < counts[least]! * IMBALANCE) return null
  const side = (at: number) => ({ name: classes[at]!, pictures: counts[at]! })
  return { most: side(most), least: side(least) }
}
