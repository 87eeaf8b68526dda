/** What has come of the last addition, with the way back; and what an earlier visit could not keep. */
import { Button, CloseButton } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { DatasetSummary } from '../../../workers/protocol'
import { useApp } from '../state'
import { type Text, useText } from '../words'
import { Skipped } from './AddDialog'
import classes from './Adding.module.css'
import type { LastAdded } from './addSlice'
import { focusTitle } from './datasetTitle'

/** Names that are named. */
const SHOWN = 5
/** @param of how many there are, of which these are some */
const some = ({ ui }: Text, names: readonly string[], of: number): string => {
  const shown = names.slice(0, SHOWN)
  return [...shown, ...(of > shown.length ? [ui.others(of - shown.length)] : [])].join(', ')
}

/** Those that are there already, each with the class that it has there. */
export const sameWords = (text: Text, { same }: Pick<LastAdded, 'same'>): string =>
  `${text.adding.same(same.pictures)} ${some(
    text,
    same.examples.map((one) => text.adding.sameAs(one.name, one.className ?? text.data.noLabel)),
    same.pictures,
  )}`

export function AddedNote({ dataset }: { readonly dataset: DatasetSummary }) {
  const text = useText()
  const { adding: words, ui } = text
  const version = useApp((state) => state.datasetVersion)
  const last = useApp((state) => state.lastAdded)
  const editPictures = useApp((state) => state.editPictures)
  const [closed, setClosed] = useState<LastAdded | null>(null)
  const said = last?.version === version && last !== closed ? last : null
  const { lost } = dataset.additions
  return (
    <>
      <div role="status">
        {said && (
          <div className={classes.note}>
            <div className={classes.said}>
              {[...said.before, said].map((one, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they only grow in number, and one has no other name
                <Outcome key={i} one={one} />
              ))}
            </div>
            {said.pictures + (said.takenBack ?? 0) > 0 && (
              <Button
                variant="subtle"
                size="compact-sm"
                leftSection={<IconArrowBackUp size={15} aria-hidden />}
                onClick={(event) => {
                  focusTitle(event.currentTarget)
                  void editPictures({ kind: 'undo' })
                }}
              >
                {words.undo}
              </Button>
            )}
            <CloseButton
              size="sm"
              aria-label={ui.dismiss}
              onClick={(event) => {
                focusTitle(event.currentTarget)
                setClosed(said)
              }}
            />
          </div>
        )}
      </div>
      {lost.pictures > 0 && (
        <div className={classes.note} role="status">
          <p>
            {words.lost(lost.pictures)} {some(text, lost.examples, lost.pictures)}
          </p>
        </div>
      )}
    </>
  )
}

function Outcome({ one }: { readonly one: LastAdded }) {
  const text = useText()
  const { adding: words } = text
  const { takenBack = 0 } = one
  return (
    <>
      {(one.pictures > 0 || takenBack === 0) && <p>{one.pictures > 0 ? words.added(one.pictures, one.classes) : words.noneAdded}</p>}
      {takenBack > 0 && <p>{words.takenBack(takenBack)}</p>}
      {one.same.pictures > 0 && <p>{sameWords(text, one)}</p>}
      {one.pictures > 0 && !one.kept && <p>{words.notKept}</p>}
      <Skipped skipped={one.skipped} />
    </>
  )
}
