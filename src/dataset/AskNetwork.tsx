/** The press that has the network look at the pictures, and why it cannot be pressed: without a model, or while something else has the network. */
import { Anchor, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { isTaken } from '../model/networkUse'
import { addressOf } from '../page/addresses'
import classes from './LookProgress.module.css'
import { useApp } from './state'
import { useText } from './words'

interface AskNetworkProps {
  readonly label: string
  readonly icon: ReactNode
  /** Asked again: what was found is what there is to see, and the press steps back. */
  readonly quiet?: boolean
  /** The one thing to press where it stands. */
  readonly filled?: boolean
  /** A head alone answers too. */
  readonly withoutModel?: boolean
  /** Said beside it where it can be pressed. */
  readonly hint?: string
  readonly onAsk: () => Promise<void>
}

export function AskNetwork({ label, icon, quiet = false, filled = false, withoutModel = false, hint, onAsk }: AskNetworkProps) {
  const { asking } = useText()
  const lacksModel = useApp((state) => state.model === null) && !withoutModel
  const taken = useApp(isTaken)
  return (
    <div className={classes.line}>
      <Button
        variant={quiet ? 'subtle' : filled ? 'filled' : 'default'}
        size={quiet ? 'compact-sm' : 'sm'}
        disabled={lacksModel || taken}
        leftSection={quiet ? undefined : icon}
        onClick={() => void onAsk()}
      >
        {label}
      </Button>
      {lacksModel ? (
        <p className={classes.left}>
          {asking.noModel}{' '}
          <Anchor href={addressOf('train')} inherit underline="always">
            {asking.train}
          </Anchor>
          {' · '}
          <Anchor href={addressOf('runs')} inherit underline="always">
            {asking.fromRuns}
          </Anchor>
        </p>
      ) : (
        (taken || hint) && <p className={classes.left}>{taken ? asking.taken : hint}</p>
      )}
    </div>
  )
}
