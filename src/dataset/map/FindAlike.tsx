/** Leads from one picture to those most like it, in the grid. Nothing without a model. */
import { Button } from '@mantine/core'
import { IconPhotoSearch } from '@tabler/icons-react'
import { isTaken } from '../../model/networkUse'
import { addressOf } from '../../page/addresses'
import { useApp } from '../state'
import { useText } from '../words'

interface FindAlikeProps {
  readonly id: number
  /** Called when it was asked for: what lies over the grid goes away. */
  readonly onFind?: () => void
  readonly compact?: boolean
}

export function FindAlike({ id, onFind, compact = false }: FindAlikeProps) {
  const { map: words } = useText()
  const findAlike = useApp((state) => state.findAlike)
  const leadToPictures = useApp((state) => state.leadToPictures)
  const hasModel = useApp((state) => state.model !== null)
  const taken = useApp(isTaken)
  if (!hasModel) return null
  return (
    <Button
      variant="default"
      size={compact ? 'compact-xs' : 'xs'}
      disabled={taken}
      leftSection={<IconPhotoSearch size={compact ? 13 : 15} aria-hidden />}
      onClick={() => {
        onFind?.()
        location.hash = addressOf('data')
        leadToPictures(true)
        void findAlike(id)
      }}
    >
      {words.alike.find}
    </Button>
  )
}
