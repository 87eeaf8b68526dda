/** Why an insight is not there: the run is still on, it left no model, another model answers, or the trainer said no. */
import { Alert, Loader } from '@mantine/core'
import type { ProblemData } from '../../workers/protocol'
import { useText } from '../app/i18n'
import { ProblemNote, wordProblem } from '../app/ProblemList'
import classes from './ResultsPlace.module.css'
import type { InsightState } from './useInsight'

export function Unready({ status, problem }: { readonly status: InsightState['status']; readonly problem?: ProblemData | null }) {
  const text = useText()
  if (problem) return <ProblemNote {...wordProblem(text, problem)} />
  if (status === 'ready')
    return (
      <p className={classes.waiting} role="status">
        <Loader size="xs" aria-hidden /> {text.insight.loading}
      </p>
    )
  return <Alert variant="light">{text.insight.unready[status]}</Alert>
}
