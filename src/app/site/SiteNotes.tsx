/** What is to be said of the site itself: that a new version is there, and that threads are not. Nothing, mostly. */
import { Button, CloseButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useState } from 'react'
import { localTexts } from '../../../workers/storage/browser'
import { isSearching } from '../../model/networkUse'
import { isActive } from '../../run/runView'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './SiteNotes.module.css'

const TOLD = 'trainyard.told-kept'
/** So long it is in sight, in milliseconds. */
const TOLD_MS = 10_000

export function SiteNotes() {
  const { site: text } = useText()
  const takeVersion = useApp((state) => state.takeVersion)
  const isBusy = useApp((state) => isActive(state.run) || isSearching(state))
  const [isLater, setLater] = useState(false)
  const [isRead, setRead] = useState(false)
  useToldKept(text.kept)
  return (
    <>
      {!window.crossOriginIsolated && !isRead && (
        <Note
          text={window.isSecureContext ? text.oneThread : text.notSecure}
          close={<CloseButton aria-label={text.close} onClick={() => setRead(true)} />}
        />
      )}
      {takeVersion && !isBusy && !isLater && (
        <Note
          text={text.newVersion}
          close={
            <>
              <Button size="xs" onClick={takeVersion}>
                {text.take}
              </Button>
              <Button size="xs" variant="subtle" color="gray" onClick={() => setLater(true)}>
                {text.later}
              </Button>
            </>
          }
        />
      )}
    </>
  )
}

function Note({ text, close }: { readonly text: string; readonly close: ReactNode }) {
  return (
    <section className={classes.note} role="status">
      <p>{text}</p>
      <div>{close}</div>
    </section>
  )
}

/** Says once in this browser that the studio works without a network from now on. */
function useToldKept(message: string): void {
  const isKept = useApp((state) => state.isKept)
  useEffect(() => {
    if (!isKept || localTexts.read(TOLD)) return
    localTexts.write(TOLD, 'yes')
    notifications.show({ message, autoClose: TOLD_MS })
  }, [isKept, message])
}
