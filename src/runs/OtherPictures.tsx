/** Says calmly that a run's own pictures are not open, for whatever needs them, and leads to them or to the run of those that are. */
import { Alert, Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { isKept } from '../dataset/kept'
import { titleOf } from '../dataset/title'
import { isTaken } from '../model/networkUse'
import { addressOf } from '../page/addresses'
import classes from './OtherPictures.module.css'
import { areOthersOpen, runOfOpen } from './runOfOpen'
import { useApp } from './state'
import { useText } from './words'

/** The record of a kept run whose pictures are not open; null where they are, or nobody knows the run. */
export function useRunOfOthers(runId: string | null | undefined) {
  const record = useApp((state) => state.runs?.find(({ id }) => id === runId) ?? null)
  const open = useApp((state) => state.dataset)
  return record && areOthersOpen(record.dataset, open) ? record : null
}

export function OtherPictures({ runId }: { readonly runId: string | null | undefined }) {
  const text = useText()
  const words = text.runs.others
  const record = useRunOfOthers(runId)
  const open = useApp((state) => state.dataset)
  const canOpen = useApp((state) => record !== null && isKept(state.keptDatasets, record.dataset))
  const theirs = useApp((state) => runOfOpen(state.runs, state.dataset))
  const openFor = useApp((state) => state.openFor)
  const openRun = useApp((state) => state.openRun)
  // What is open is being trained on, or looked at.
  const taken = useApp((state) => isTaken(state) || state.opening !== null)
  const [busy, setBusy] = useState(false)
  const wait = async (what: Promise<unknown>) => {
    setBusy(true)
    await what
    setBusy(false)
  }
  if (!record) return <Alert variant="light">{words.unknown}</Alert>
  const { name } = record.dataset
  const own = titleOf(text, { name, layout: name === 'drawn' ? 'drawn' : 'class-folders' })
  return (
    <Alert variant="light" role="status">
      <p>{open ? words.say(titleOf(text, open), own) : words.none(own)}</p>
      <div className={classes.ways}>
        {canOpen ? (
          <Button variant="default" size="xs" disabled={taken} loading={busy} onClick={() => void wait(openFor(record))}>
            {words.open(own)}
          </Button>
        ) : (
          <Anchor size="sm" href={addressOf('data')}>
            {words.openInData(own)}
          </Anchor>
        )}
        {theirs && (
          <Button variant="default" size="xs" disabled={taken} loading={busy} onClick={() => void wait(openRun(theirs))}>
            {words.showTheirs}
          </Button>
        )}
      </div>
    </Alert>
  )
}
