/** A search that was left, or whose time was up, goes on where it was. */
import { Button } from '@mantine/core'
import { SEARCH_MINUTES } from '../../../workers/protocol'
import { isTaken, otherWork } from '../../model/networkUse'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Find.module.css'

/** @param other the name of its pictures, where others are open */
export function GoOn({ other }: { readonly other: string | null }) {
  const { recipeSearch: text } = useText()
  const locked = useApp((state) => isTaken(state) || state.opening !== null || state.weightsBusy || otherWork(state) !== null)
  const goOn = useApp((state) => state.goOnFinding)
  return (
    <>
      <div className={classes.buttons}>
        {SEARCH_MINUTES.map((minutes) => (
          <Button key={minutes} size="compact-sm" variant="default" disabled={locked} onClick={() => void goOn(minutes * 60)}>
            {text.goOnFor(minutes)}
          </Button>
        ))}
      </div>
      {other !== null && <p className={classes.note}>{text.ofOthers(other)}</p>}
    </>
  )
}
