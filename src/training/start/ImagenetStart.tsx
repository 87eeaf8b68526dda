/** The way to ImageNet's weights: one download, kept, and the way to be rid of what is kept. */
import { Button } from '@mantine/core'
import { IconCloudDownload } from '@tabler/icons-react'
import { IMAGENET } from '../../../workers/protocol'
import { bytes } from '../../ui/format'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './StartCards.module.css'

export function ImagenetStart({ locked }: { readonly locked: boolean }) {
  const { train } = useText()
  const isUsed = useApp((state) => state.weights?.name === IMAGENET)
  const isComing = useApp((state) => state.download?.of === 'imagenet')
  const isAsked = useApp((state) => state.askingStart)
  const get = useApp((state) => state.downloadWeights)
  return (
    <>
      {!isUsed && !isComing && (
        <Button
          className={classes.take}
          variant={isAsked ? 'filled' : 'light'}
          size="xs"
          disabled={locked}
          leftSection={<IconCloudDownload size={16} aria-hidden />}
          onClick={() => void get(IMAGENET)}
        >
          {train.weightsGet}
        </Button>
      )}
      {!isAsked && <KeptDownloads locked={locked} />}
    </>
  )
}

/** What downloads take on this machine, and the way to be rid of it; nothing where there is nothing. */
function KeptDownloads({ locked }: { readonly locked: boolean }) {
  const { train, locale } = useText()
  const kept = useApp((state) => state.keptWeights)
  const clear = useApp((state) => state.clearKeptWeights)
  if (!kept || kept.bytes === 0) return null
  return (
    <div className={classes.kept}>
      <span>{train.keptWeights(kept.files, bytes(kept.bytes, locale))}</span>
      <Button variant="subtle" size="compact-xs" disabled={locked} onClick={() => void clear()}>
        {train.keptRemove}
      </Button>
    </div>
  )
}
