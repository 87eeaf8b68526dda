/** The buttons that open pictures, and the two inputs behind them. */
import { Button, Tooltip } from '@mantine/core'
import { IconFileZip, IconFolderOpen, IconPencil, IconVideo } from '@tabler/icons-react'
import { type ChangeEvent, useRef } from 'react'
import { addressOf } from '../page/addresses'
import classes from './Pickers.module.css'
import { DRAWN_PETS, itemsOfFiles, pickFolder } from './sources'
import { useApp } from './state'
import { useText } from './words'

/** `primary`: the folder button is the page's main one. */
export function Pickers({ primary = false }: { readonly primary?: boolean }) {
  const text = useText()
  const openDataset = useApp((state) => state.openDataset)
  const report = useApp((state) => state.report)
  const folderInput = useRef<HTMLInputElement>(null)
  const zipInput = useRef<HTMLInputElement>(null)

  const openFiles = (event: ChangeEvent<HTMLInputElement>) => {
    const items = itemsOfFiles(event.target.files ?? [])
    // Choosing the same folder again is a change too.
    event.target.value = ''
    if (items.length > 0) void openDataset({ kind: 'items', items })
  }
  const chooseFolder = async () => {
    try {
      const source = await pickFolder()
      if (source) await openDataset(source)
      else if (source === undefined) folderInput.current?.click()
    } catch (thrown) {
      report(thrown)
    }
  }
  return (
    <div className={classes.row}>
      <Button
        variant={primary ? 'filled' : 'default'}
        leftSection={<IconFolderOpen size={17} stroke={1.7} aria-hidden />}
        onClick={() => void chooseFolder()}
      >
        {text.data.chooseFolder}
      </Button>
      <Button variant="default" leftSection={<IconFileZip size={17} stroke={1.7} aria-hidden />} onClick={() => zipInput.current?.click()}>
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
      <input
        ref={folderInput}
        type="file"
        hidden
        data-testid="folder-input"
        aria-label={text.data.chooseFolder}
        onChange={openFiles}
        {...{ webkitdirectory: '' }}
      />
      <input
        ref={zipInput}
        type="file"
        hidden
        multiple
        accept=".zip,application/zip"
        data-testid="zip-input"
        aria-label={text.data.chooseZip}
        onChange={openFiles}
      />
    </div>
  )
}
