/** Opens a folder or zip as test pictures without labels; what is trained on stays open. */
import { Alert, Button } from '@mantine/core'
import { IconFileZip, IconFolderOpen } from '@tabler/icons-react'
import { useSourcePicker } from '../dataset/useSourcePicker'
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
  const { chooseFolder, chooseZip, inputs } = useSourcePicker({
    open: openTestPictures,
    labels: { folder: text.folder, zip: text.zip },
    testId: 'test-',
  })
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
        <Button variant="default" loading={opening !== null} leftSection={<IconFolderOpen size={17} aria-hidden />} onClick={chooseFolder}>
          {text.folder}
        </Button>
        <Button variant="default" disabled={opening !== null} leftSection={<IconFileZip size={17} aria-hidden />} onClick={chooseZip}>
          {text.zip}
        </Button>
        <p role="status">{status}</p>
        {brought && !opening && (
          <Button variant="subtle" size="compact-sm" onClick={() => void close()}>
            {better.test.close}
          </Button>
        )}
      </div>
      {inputs}
    </>
  )
}
