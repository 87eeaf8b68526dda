/** The ways to add to what is open: pictures, a folder, a zip, the webcam. All of them can be dropped as well. */
import { Button, Tooltip } from '@mantine/core'
import { IconFileZip, IconFolderPlus, IconPhotoPlus, IconVideo } from '@tabler/icons-react'
import { addressOf } from '../../page/addresses'
import { Panel } from '../../ui/Panel'
import { useApp } from '../state'
import { useSourcePicker } from '../useSourcePicker'
import { useText } from '../words'
import classes from './Adding.module.css'
import { usePicturePicker } from './usePicturePicker'

export function AddPanel() {
  const { adding: words } = useText()
  const offerPictures = useApp((state) => state.offerPictures)
  const busy = useApp((state) => state.opening !== null)
  const pictures = usePicturePicker({
    label: words.pictures,
    testId: 'add-pictures-input',
    onPictures: (source) => void offerPictures(source),
  })
  const { chooseFolder, chooseZip, inputs } = useSourcePicker({
    open: offerPictures,
    labels: { folder: words.folder, zip: words.zip },
    testId: 'add-',
    manyZips: true,
  })
  return (
    <Panel title={words.title}>
      <p className={classes.lead}>{words.lead}</p>
      <div className={classes.row}>
        <Tooltip label={words.picturesHint}>
          <Button
            variant="default"
            size="xs"
            data-disabled={busy || undefined}
            aria-disabled={busy}
            leftSection={<IconPhotoPlus size={16} stroke={1.7} aria-hidden />}
            onClick={() => !busy && pictures.choose()}
          >
            {words.pictures}
          </Button>
        </Tooltip>
        <Button
          variant="default"
          size="xs"
          data-disabled={busy || undefined}
          aria-disabled={busy}
          leftSection={<IconFolderPlus size={16} stroke={1.7} aria-hidden />}
          onClick={() => !busy && chooseFolder()}
        >
          {words.folder}
        </Button>
        <Button
          variant="default"
          size="xs"
          data-disabled={busy || undefined}
          aria-disabled={busy}
          leftSection={<IconFileZip size={16} stroke={1.7} aria-hidden />}
          onClick={() => !busy && chooseZip()}
        >
          {words.zip}
        </Button>
        <Button
          component="a"
          href={addressOf('data', 'capture')}
          variant="default"
          size="xs"
          leftSection={<IconVideo size={16} stroke={1.7} aria-hidden />}
        >
          {words.webcam}
        </Button>
      </div>
      {pictures.input}
      {inputs}
    </Panel>
  )
}
