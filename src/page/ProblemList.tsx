/** The problems that a person has not dismissed yet. */
import type { ReactNode } from 'react'
import type { ProblemData } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { ProblemNote, type ProblemText } from '../ui/ProblemNote'
import classes from './ProblemList.module.css'
import { useApp } from './state'
import { type Text, useText } from './words'

/** The texts of a problem in one language. */
export function wordProblem({ problems }: Pick<Text, 'problems'>, problem: ProblemData): ProblemText {
  const word = problems[problem.code] as (values: ProblemData['values']) => ProblemText
  return word(problem.values)
}

/** @param offer what can be done about a problem at once, under its words */
export function ProblemList({ offer }: { readonly offer: (problem: ProblemData) => ReactNode }) {
  const text = useText()
  const problems = useApp((state) => state.problems)
  const dismiss = useApp((state) => state.dismissProblem)
  if (problems.length === 0) return null
  return (
    <div ref={markEdges} className={classes.list}>
      {problems.map(({ id, problem }) => (
        <ProblemNote key={id} {...wordProblem(text, problem)} onClose={() => dismiss(id)}>
          {offer(problem)}
        </ProblemNote>
      ))}
    </div>
  )
}
