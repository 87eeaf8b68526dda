/** How far a look of the network at the pictures is, and the way to end it. */
import { Button, Progress } from '@mantine/core'
import { duration } from '../ui/format'
import classes from './LookProgress.module.css'
import { useText } from './words'

interface LookProgressProps {
  /** For who does not see the bar. */
  readonly title: string
  /** What is being done, with its figures. */
  readonly says: string
  readonly done: number
  readonly of: number
  /** Null where nothing is known of it. */
  readonly secondsLeft: number | null
  readonly onCancel: () => void
}

export function LookProgress({ title, says, done, of, secondsLeft, onCancel }: LookProgressProps) {
  const { labels, ui, locale } = useText()
  return (
    <div className={classes.look}>
      <Progress value={of > 0 ? (100 * done) / of : 0} aria-label={title} transitionDuration={0} />
      <div className={classes.line}>
        <span data-figures>{says}</span>
        {secondsLeft !== null && <span className={classes.left}>{labels.left(duration(secondsLeft, locale))}</span>}
        <Button variant="default" size="xs" data-cancels className={classes.end} onClick={onCancel}>
          {ui.cancel}
        </Button>
      </div>
    </div>
  )
}
