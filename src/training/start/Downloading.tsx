/** How far a download of weights is, and the way to end it. */
import { Button, Progress } from '@mantine/core'
import { bytes } from '../../ui/format'
import { useApp } from '../state'
import { type Text, useText } from '../words'
import classes from './StartCards.module.css'

/** "12 MB of 47 MB". */
export function downloadedSoFar(
  { train, locale }: Text,
  { bytes: done, total }: { readonly bytes: number; readonly total: number },
): string {
  if (total > 0) return train.downloading(bytes(done, locale), bytes(total, locale))
  return done > 0 ? train.downloaded(bytes(done, locale)) : train.downloadStarting
}

export function Downloading() {
  const text = useText()
  const progress = useApp((state) => state.download)
  const cancel = useApp((state) => state.cancelDownload)
  if (!progress) return null
  const { bytes: done, total, retries } = progress
  return (
    <div className={classes.download}>
      <div className={classes.loading}>
        <span>{downloadedSoFar(text, progress)}</span>
        <Button variant="default" size="compact-sm" onClick={() => void cancel()}>
          {text.ui.cancel}
        </Button>
      </div>
      <Progress value={total > 0 ? (100 * done) / total : 0} size="sm" aria-label={text.train.weightsGet} transitionDuration={0} />
      {retries > 0 && <p role="status">{text.train.retries(retries)}</p>}
    </div>
  )
}
