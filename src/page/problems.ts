/** Problems that a person has to see, until they dismiss them. */
import { type ProblemData, problemOf } from '../../workers/protocol'
import type { SliceContext } from './slice'

interface ReportedProblem {
  readonly id: number
  readonly problem: ProblemData
}

export interface ProblemsSlice {
  readonly problems: readonly ReportedProblem[]
  /** Shows whatever was thrown. The same problem twice stands there once. */
  report(thrown: unknown): void
  reportProblem(problem: ProblemData): void
  dismissProblem(id: number): void
  /** Takes away problems of these kinds: the person is trying again. */
  clearProblems(codes?: readonly ProblemData['code'][]): void
}

const MOST_SHOWN = 4

/** What makes two of them the same to a person: where a browser keeps nothing, each store that is asked has its own word for it. */
const identityOf = ({ code, values }: ProblemData): string => JSON.stringify(code === 'no-storage' ? [code, values.why] : [code, values])

export function createProblemsSlice({ set, get }: SliceContext<ProblemsSlice>): ProblemsSlice {
  let lastId = 0
  return {
    problems: [],
    report: (thrown) => get().reportProblem(problemOf(thrown)),
    reportProblem(problem) {
      const others = get().problems.filter((shown) => identityOf(shown.problem) !== identityOf(problem))
      set({ problems: [{ id: ++lastId, problem }, ...others].slice(0, MOST_SHOWN) })
    },
    dismissProblem: (id) => set({ problems: get().problems.filter((shown) => shown.id !== id) }),
    clearProblems: (codes) => set({ problems: codes ? get().problems.filter((shown) => !codes.includes(shown.problem.code)) : [] }),
  }
}
