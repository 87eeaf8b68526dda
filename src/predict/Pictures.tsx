/** Drop, paste or choose pictures and see what the model says of each. */
import { Button } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconDownload, IconPhotoPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { fileNameOf } from '../../workers/protocol'
import { ExplainModal } from '../explain/ExplainModal'
import { answersKey } from '../model/modelSlice'
import { isTaken } from '../model/networkUse'
import { answeringRun } from '../runs/answering'
import { Panel } from '../ui/Panel'
import { csvFile, save } from '../ui/save'
import { AnsweredBy } from './AnsweredBy'
import { type GivenPicture, MOST } from './givenSlice'
import classes from './Pictures.module.css'
import { PictureTable } from './PictureTable'
import { pictureRows } from './pictureSorting'
import { useApp } from './state'
import { useText } from './words'

export function Pictures({ names }: { readonly names: readonly string[] }) {
  const { use, better } = useText()
  const isBetter = useApp((state) => state.model?.better != null)
  const modelKey = useApp((state) => answersKey(state.model))
  const noneOf = useApp((state) => state.model?.noneOf ?? null)
  const waits = useApp(isTaken)
  const pictures = useApp((state) => state.givenPictures)
  const fileName = useApp((state) => {
    const run = answeringRun(state)
    return fileNameOf({ dataset: run?.dataset.name ?? '', run: run?.name ?? '' }, 'predictions.csv')
  })
  const refused = useApp((state) => state.givenRefused)
  const add = useApp((state) => state.addPictures)
  const clear = useApp((state) => state.clearPictures)
  const refresh = useApp((state) => state.refreshPictures)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another model said stands under its name only
  useEffect(refresh, [refresh, modelKey])
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? [])
      if (files.length > 0) add(files)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  }, [add])
  const [explained, setExplained] = useState<GivenPicture | null>(null)
  const done = pictures.filter(({ probabilities, problem }) => probabilities ?? problem).length
  return (
    <div className={classes.stack}>
      <AnsweredBy />
      <Dropzone className={classes.drop} onDrop={add} inputProps={{ 'aria-label': use.pictures.drop, accept: 'image/*' }}>
        <IconPhotoPlus size={34} stroke={1.4} aria-hidden />
        <p className={classes.lead}>{use.pictures.drop}</p>
        <p>{use.pictures.hint}</p>
      </Dropzone>
      {pictures.length > 0 && (
        <Panel
          title={use.pictures.results}
          note={use.table.done(done, pictures.length)}
          actions={
            <>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconDownload size={15} aria-hidden />}
                disabled={done < pictures.length}
                onClick={() => save(csvFile(fileName, pictureRows(pictures, names, noneOf)))}
              >
                {use.table.csv}
              </Button>
              <Button variant="default" size="xs" onClick={clear}>
                {use.pictures.clear}
              </Button>
            </>
          }
        >
          {refused > 0 && (
            <p role="status" className={classes.note}>
              {use.table.limit(MOST, refused)}
            </p>
          )}
          {waits && done < pictures.length && (
            <p role="status" className={classes.note}>
              {use.pictures.waits}
            </p>
          )}
          <PictureTable pictures={pictures} names={names} onExplain={setExplained} />
        </Panel>
      )}
      {explained && (
        <ExplainModal
          explained={{ key: `file ${explained.id}`, name: explained.name, picture: explained.file }}
          names={names}
          onClose={() => setExplained(null)}
        >
          {isBetter && <p className={classes.note}>{better.explainAlone}</p>}
        </ExplainModal>
      )}
    </div>
  )
}
