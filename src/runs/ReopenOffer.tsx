/** The newest finished run, to be opened again in one click where nothing is open: after a reload. */
import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { isActive } from '../run/runView'
import { reopenable } from './runsView'
import { useApp } from './state'
import { useText } from './words'

export function ReopenOffer() {
  const { runs: text } = useText()
  const run = useApp((state) => (isActive(state.run) ? null : reopenable(state.runs)))
  const openRun = useApp((state) => state.openRun)
  const [busy, setBusy] = useState(false)
  if (!run) return null
  const open = async () => {
    setBusy(true)
    await openRun(run)
    setBusy(false)
  }
  return (
    <Button mt={14} loading={busy} leftSection={<IconHistory size={17} aria-hidden />} onClick={() => void open()}>
      {text.openAgain(run.name)}
    </Button>
  )
}
