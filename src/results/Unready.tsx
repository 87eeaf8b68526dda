/** Why an insight is not there: the run is still on, it left no model, another model answers, or the trainer said no. */
import { Alert, Loader } from '@mantine/core'
import type { ProblemData } from '../../workers/protocol'
import { wordProblem } from '../page/ProblemList'
import { OtherPictures, useRunOfOthers } from '../runs/OtherPictures'
import { ProblemNote } from '../ui/ProblemNote'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import type { InsightState } from './useInsight'
import { useText } from './words'

export function Unready({ status, problem }: { readonly status: InsightState['status']; readonly problem?: ProblemData | null }) {
  const text = useText()
  const runId = useApp((state) => state.run.started?.runId)
  const others = useRunOfOthers(runId)
  // Nothing went wrong: whoever looks about in other pictures is told where these are.
  if (problem?.code === 'other-dataset' && others) return <OtherPictures runId={runId} />
  if (problem) return <ProblemNote {...wordProblem(text, problem)} />
  if (status === 'ready')
    return (
      <p className={classes.waiting} role="status">
        <Loader size="xs" aria-hidden /> {text.results.loading}
      </p>
    )
  return <Alert variant="light">{text.results.unready[status]}</Alert>
}
