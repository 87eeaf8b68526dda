/** Opens a folder or zip as test pictures without labels; what is trained on stays open. */
import { Alert, Button } from '@mantine/core'
import { IconFileZip, IconFolderOpen } from '@tabler/icons-react'
import { type ChangeEvent, useRef } from 'react'
import { itemsOfFiles, pickFolder } from '../dataset/sources'
import classes from './Submission.module.css'
import { useApp } from './state'
import { useText } from './words'

/** @param own test pictures in the dataset that is open, which are taken where none were opened here */
export function TestPickers({ own }: { readonly own: number }) {
  const { use, better } = useText()
  const text = use.submission
  const brought = useApp((state) => state.testPictures)
  const openTestPictures = useApp((state) => state.openTestPictures)
  const close = useApp((state) => state.closeTestPictures)
  const opening = useApp((state) => state.openingTest)
  const report = useApp((state) => state.report)
  const folder = useRef<HTMLInputElement>(null)
  const zip = useRef<HTMLInputElement>(null)
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const items = itemsOfFiles(event.target.files ?? [])
    // Choosing the same folder again is a change too.
    event.target.value = ''
    if (items.length > 0) void openTestPictures({ kind: 'items', items })
  }
  const choose = async () => {
    try {
      const source = await pickFolder()
      if (source) await openTestPictures(source)
      else if (source === undefined) folder.current?.click()
    } catch (thrown) {
      report(thrown)
    }
  }
  const status = opening
    ? text.opening(opening.files)
    : brought
      ? better.test.open(brought.name, brought.pictures)
      : own > 0
        ? better.test.own(own)
        : ''
  return (
    <>
      {!brought && own === 0 && (
        <Alert variant="light" title={text.noTest}>
          {better.test.none}
        </Alert>
      )}
      <div className={classes.row}>
        <Button
          variant="default"
          loading={opening !== null}
          leftSection={<IconFolderOpen size={17} aria-hidden />}
          onClick={() => void choose()}
        >
          {text.folder}
        </Button>
        <Button
          variant="default"
          disabled={opening !== null}
          leftSection={<IconFileZip size={17} aria-hidden />}
          onClick={() => zip.current?.click()}
        >
          {text.zip}
        </Button>
        <p role="status">{status}</p>
        {brought && !opening && (
          <Button variant="subtle" size="compact-sm" onClick={() => void close()}>
            {better.test.close}
          </Button>
        )}
      </div>
      <input
        ref={folder}
        type="file"
        hidden
        data-testid="test-folder-input"
        aria-label={text.folder}
        onChange={take}
        {...{ webkitdirectory: '' }}
      />
      <input
        ref={zip}
        type="file"
        hidden
        accept=".zip,application/zip"
        data-testid="test-zip-input"
        aria-label={text.zip}
        onChange={take}
      />
    </>
  )
}
