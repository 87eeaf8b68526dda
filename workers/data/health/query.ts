/** The pictures that the page asks for, by class, split and problem. */
import type { HealthProblem, HealthReport, SampleFilter, SampleInfo, SampleQuery } from '../../protocol/dataset'
import { inReadingOrder } from '../../protocol/order'
import type { Dataset, Sample } from '../dataset/dataset'

type Problems = ReadonlyMap<number, readonly HealthProblem[]>

function problemsOf(report: HealthReport | undefined): Problems {
  const problems = new Map<number, HealthProblem[]>()
  for (const { problem, ids } of report?.findings ?? [])
    for (const id of ids) {
      const list = problems.get(id)
      if (list) list.push(problem)
      else problems.set(id, [problem])
    }
  return problems
}

function fitting({ samples }: Dataset, filter: SampleFilter, problems: Problems): Sample[] {
  const among = filter.ids ? filter.ids.flatMap((id) => samples[id] ?? []) : samples
  return among.filter(
    (s) =>
      (filter.label === undefined || s.label === filter.label) &&
      (filter.split === undefined || s.split === filter.split) &&
      (filter.leftOut === undefined || s.leftOut === filter.leftOut) &&
      (filter.marked === undefined || (s.marked ?? false) === filter.marked) &&
      (filter.confirmed === undefined || (s.confirmed ?? false) === filter.confirmed) &&
      (filter.added === undefined || (s.added !== undefined) === filter.added) &&
      (filter.problem === undefined || problems.get(s.id)?.includes(filter.problem)),
  )
}

/** One page of the pictures that fit `query`, in the order of their paths or of `query.ids`. */
export function querySamples(dataset: Dataset, query: SampleQuery, report?: HealthReport): { total: number; samples: SampleInfo[] } {
  const problems = problemsOf(report)
  const found = fitting(dataset, query, problems)
  const samples = found
    .slice(query.offset, query.offset + query.limit)
    .map(({ id, path, label, split, leftOut, marked = false, confirmed = false, relabelled = false, added }) => ({
      id,
      path,
      label,
      split,
      leftOut,
      marked,
      confirmed,
      relabelled,
      added: added !== undefined,
      problems: problems.get(id) ?? [],
    }))
  return { total: found.length, samples }
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** The ids of all pictures that fit: folder after folder as people read them, 2 before 10, within one in the order of their paths; what was added comes last. An edit moves none. */
export function queryIds(dataset: Dataset, filter: SampleFilter, report?: HealthReport): Uint32Array<ArrayBuffer> {
  const found = fitting(dataset, filter, problemsOf(report))
  const places = new Map(inReadingOrder([...new Set(found.map(({ path }) => folderOf(path)))]).map((folder, place) => [folder, place]))
  // What was added comes last, as it came.
  const placed = found.map(({ id, path, added }) => ({ id, place: added ? places.size : places.get(folderOf(path))! }))
  return Uint32Array.from(
    placed.sort((a, b) => a.place - b.place),
    ({ id }) => id,
  )
}
