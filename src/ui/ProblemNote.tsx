/** One problem told to a person, as an alert that a screen reader speaks: what happened, what it means, what to do. */
import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './ProblemNote.module.css'
import { useText } from './words'

/** A problem in words. */
export interface ProblemText {
  readonly what: string
  readonly means: string
  readonly todo: string
}

interface ProblemNoteProps extends ProblemText {
  readonly onClose?: () => void
  /** What can be done about it at once. */
  readonly children?: ReactNode
}

export function ProblemNote({ what, means, todo, onClose, children }: ProblemNoteProps) {
  const { ui } = useText()
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={what}
      icon={<IconAlertTriangle size={18} aria-hidden />}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={ui.dismiss}
      onClose={onClose}
      classNames={{ root: classes.note, title: classes.what, body: classes.body }}
    >
      <p>{means}</p>
      <p>
        <strong>{ui.whatToDo}</strong> {todo}
      </p>
      {children}
    </Alert>
  )
}
