/** The pictures that the page asks for, by class, split and problem. */
import type { HealthProblem, HealthReport, SampleFilter, SampleInfo, SampleQuery } from '../../protocol/dataset'
import { readingOrder } from '../../protocol/order'
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

function fitting({ samples, classes }: Dataset, filter: SampleFilter, problems: Problems): Sample[] {
  const among = filter.ids ? filter.ids.flatMap((id) => samples[id] ?? []) : inClassOrder(samples, classes)
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

const inOrder = new WeakMap<Dataset['samples'], readonly Sample[]>()

/** Class after class as every list of classes has them, those without one last; within a class by path. */
function inClassOrder(samples: Dataset['samples'], classes: Dataset['classes']): readonly Sample[] {
  const known = inOrder.get(samples)
  if (known) return known
  const place = new Map(readingOrder(classes).map((label, at) => [label, at]))
  const of = ({ label }: Sample): number => place.get(label) ?? classes.length
  const made = samples.toSorted((a, b) => of(a) - of(b) || a.id - b.id)
  inOrder.set(samples, made)
  return made
}

/** One page of the pictures that fit `query`, class after class as people read their names, or in the order of `query.ids`. */
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

/** The ids of all pictures that fit, in the same order. */
export function queryIds(dataset: Dataset, filter: SampleFilter, report?: HealthReport): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(fitting(dataset, filter, problemsOf(report)), (sample) => sample.id)
}
