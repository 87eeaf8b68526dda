/** Which pictures the grid shows. */
import { HEALTH_PROBLEMS, type HealthProblem, type SampleFilter, type Split } from '../../../workers/protocol'

/** All by the person. */
export const STATES = ['taking-part', 'left-out', 'marked', 'added'] as const
export type State = (typeof STATES)[number]

export interface GridFilter {
  /** Class name, so that it outlives classes that come and go; empty for pictures without a class; null for all. */
  readonly className: string | null
  readonly split: Split | null
  readonly problem: HealthProblem | State | null
}

export const EVERYTHING: GridFilter = { className: null, split: null, problem: null }

const isProblem = (value: string): value is HealthProblem => HEALTH_PROBLEMS.some((problem) => problem === value)

/**
 * The filter as the trainer takes it. A class that there is no more is no filter.
 * @param among pictures that are shown alone, in their order
 */
export function sampleFilter(
  { className, split, problem }: GridFilter,
  classes: readonly { readonly name: string }[],
  among: { readonly ids: readonly number[] } | null = null,
): SampleFilter {
  const label = className === '' ? -1 : classes.findIndex(({ name }) => name === className)
  return {
    ...(among ? { ids: among.ids } : {}),
    ...(className !== null && (label >= 0 || className === '') ? { label } : {}),
    ...(split ? { split } : {}),
    ...stateFilter(problem),
  }
}

function stateFilter(problem: GridFilter['problem']): SampleFilter {
  if (problem === null) return {}
  if (isProblem(problem)) return { problem }
  if (problem === 'added') return { added: true }
  return problem === 'marked' ? { marked: true } : { leftOut: problem === 'left-out' }
}
