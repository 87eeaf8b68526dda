/** The offer to set the folders' split aside. */
import { Button } from '@mantine/core'
import { READING, type ReadAs } from '../../../workers/protocol'
import { usePick } from '../../ui/language'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Reading.module.css'

/** @param change what is changed with it */
export function SplitAnew({ change = {} }: { readonly change?: ReadAs }) {
  const pick = usePick()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  return (
    <p className={classes.offered}>
      <Button
        size="xs"
        variant="light"
        disabled={busy}
        title={pick(READING.splitAnew.help)}
        onClick={() => void readAs({ ...change, splitAnew: true })}
      >
        {pick(READING.splitAnew.label)}
      </Button>
      <span>{pick(READING.splitAnew.help)}</span>
    </p>
  )
}

/** Says that the folders' split is set aside, and takes it up again. */
export function SplitSetAside() {
  const { reading: words } = useText()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  return (
    <p className={classes.offered}>
      <span>{words.setAside}</span>
      <Button size="xs" variant="default" disabled={busy} onClick={() => void readAs({ splitAnew: false })}>
        {words.useFolders}
      </Button>
    </p>
  )
}
