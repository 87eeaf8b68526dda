/** The buttons that open pictures. */
import { Button, Tooltip } from '@mantine/core'
import { IconFileZip, IconFolderOpen, IconPencil, IconVideo } from '@tabler/icons-react'
import { addressOf } from '../page/addresses'
import classes from './Pickers.module.css'
import { DRAWN_PETS } from './sources'
import { useApp } from './state'
import { useSourcePicker } from './useSourcePicker'
import { useText } from './words'

/** `primary`: the folder button is the page's main one. */
export function Pickers({ primary = false }: { readonly primary?: boolean }) {
  const text = useText()
  const openDataset = useApp((state) => state.openDataset)
  const { chooseFolder, chooseZip, inputs } = useSourcePicker({
    open: openDataset,
    labels: { folder: text.data.chooseFolder, zip: text.data.chooseZip },
    manyZips: true,
  })
  return (
    <div className={classes.row}>
      <Button
        variant={primary ? 'filled' : 'default'}
        leftSection={<IconFolderOpen size={17} stroke={1.7} aria-hidden />}
        onClick={chooseFolder}
      >
        {text.data.chooseFolder}
      </Button>
      <Button variant="default" leftSection={<IconFileZip size={17} stroke={1.7} aria-hidden />} onClick={chooseZip}>
        {text.data.chooseZip}
      </Button>
      <Tooltip label={text.capture.openHint}>
        <Button
          component="a"
          href={addressOf('data', 'capture')}
          variant="default"
          leftSection={<IconVideo size={17} stroke={1.7} aria-hidden />}
        >
          {text.capture.open}
        </Button>
      </Tooltip>
      <Tooltip label={text.data.drawnHint}>
        <Button
          variant="default"
          leftSection={<IconPencil size={17} stroke={1.7} aria-hidden />}
          onClick={() => void openDataset(DRAWN_PETS)}
        >
          {text.data.drawn}
        </Button>
      </Tooltip>
      {inputs}
    </div>
  )
}
