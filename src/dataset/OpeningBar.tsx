/** What is being read, how far it is, and the way out. */
import { Button, Loader } from '@mantine/core'
import type { IndexProgress } from '../../workers/protocol'
import classes from './OpeningBar.module.css'
import { useApp } from './state'
import { useText } from './words'

export function OpeningBar({ progress }: { readonly progress: IndexProgress }) {
  const { data, ui } = useText()
  const cancel = useApp((state) => state.cancelOpening)
  return (
    <div className={classes.bar} role="status">
      <Loader size={18} aria-hidden />
      <span>
        <strong>{data.progress[progress.status]}</strong> {progress.files > 0 && data.files(progress.files)}
      </span>
      <Button variant="default" size="xs" onClick={() => void cancel()}>
        {ui.cancel}
      </Button>
    </div>
  )
}
