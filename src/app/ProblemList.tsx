/** The problems that a person has not dismissed yet: what happened, what it means, what to do. */
import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ProblemData } from '../../workers/protocol'
import { useApp } from './appStore'
import { useText } from './i18n'
import type { Dictionary } from './i18n/en'
import type { ProblemText } from './i18n/problems.en'
import classes from './ProblemList.module.css'

/** The texts of a problem in one language. */
export function wordProblem(text: Dictionary, problem: ProblemData): ProblemText {
  const word = text.problems[problem.code] as (values: ProblemData['values']) => ProblemText
  return word(problem.values)
}

interface ProblemNoteProps extends ProblemText {
  readonly onClose?: () => void
}

/** One problem, as an alert that a screen reader speaks. */
export function ProblemNote({ what, means, todo, onClose }: ProblemNoteProps) {
  const text = useText()
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={what}
      icon={<IconAlertTriangle size={18} aria-hidden />}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={text.app.dismiss}
      onClose={onClose}
      classNames={{ root: classes.note, title: classes.what, body: classes.body }}
    >
      <p>{means}</p>
      <p>
        <strong>{text.app.whatToDo}</strong> {todo}
      </p>
    </Alert>
  )
}

export function ProblemList() {
  const text = useText()
  const problems = useApp((state) => state.problems)
  const dismiss = useApp((state) => state.dismissProblem)
  if (problems.length === 0) return null
  return (
    <div className={classes.list}>
      {problems.map(({ id, problem }) => (
        <ProblemNote key={id} {...wordProblem(text, problem)} onClose={() => dismiss(id)} />
      ))}
    </div>
  )
}
