/** How far a look at the pictures is, and the way to end it. */
import { Button, Progress } from '@mantine/core'
import { duration } from '../../ui/format'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Map.module.css'

interface WorkingProps {
  readonly title: string
  readonly done: number
  readonly of: number
  readonly secondsLeft: number | null
}

export function Working({ title, done, of, secondsLeft }: WorkingProps) {
  const { map: words, ui, locale } = useText()
  const phase = useApp((state) => state.lookPhase)
  const cancel = useApp((state) => state.cancelLook)
  return (
    <div className={classes.working}>
      <Progress value={of > 0 ? (100 * done) / of : 0} aria-label={title} transitionDuration={0} />
      <div className={classes.line}>
        <span data-figures>{words.phases[phase](done, of)}</span>
        {/* Of what comes after that nothing is known. */}
        {phase === 'looking' && secondsLeft !== null && <span className={classes.dim}>{words.left(duration(secondsLeft, locale))}</span>}
        <Button variant="default" size="xs" data-cancels className={classes.end} onClick={() => void cancel()}>
          {ui.cancel}
        </Button>
      </div>
    </div>
  )
}
