/** A search that was left, or whose time was up, goes on where it was. */
import { Anchor, Button } from '@mantine/core'
import { SEARCH_MINUTES } from '../../../workers/protocol'
import { isTaken, otherWork } from '../../model/networkUse'
import { leadToStarts } from '../start/startsPlace'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Find.module.css'

interface GoOnProps {
  /** Whether other pictures are open than its own. */
  readonly isOther: boolean
  /** Whether it started from other weights than are chosen: then it cannot. */
  readonly fromOthers: boolean
}

export function GoOn({ isOther, fromOthers }: GoOnProps) {
  const { recipeSearch: text, train } = useText()
  const locked = useApp((state) => isTaken(state) || state.opening !== null || state.weightsBusy || otherWork(state) !== null)
  const goOn = useApp((state) => state.goOnFinding)
  return (
    <>
      <div className={classes.buttons}>
        {SEARCH_MINUTES.map((minutes) => (
          <Button key={minutes} size="compact-sm" variant="default" disabled={locked || fromOthers} onClick={() => void goOn(minutes * 60)}>
            {text.goOnFor(minutes)}
          </Button>
        ))}
      </div>
      {fromOthers ? (
        <p className={classes.note}>
          {text.chooseThem}{' '}
          <Anchor component="button" type="button" inherit underline="always" onClick={leadToStarts}>
            {train.toStarts}
          </Anchor>
        </p>
      ) : (
        isOther && <p className={classes.note}>{text.reopens}</p>
      )}
    </>
  )
}
