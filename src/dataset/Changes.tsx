/** What the person changed by hand, and the ways back. */
import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { DatasetChanges, DatasetEdit } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import classes from './Changes.module.css'
import type { State } from './grid/filter'
import { useApp } from './state'
import { useText } from './words'

interface ChangesProps {
  /** Pictures that were added. */
  readonly added: number
  readonly changes: DatasetChanges
  readonly onShow: (state: State) => void
}

/** Nothing while nothing was changed. */
export function Changes({ changes, added, onShow }: ChangesProps) {
  const { pictures, adding } = useText()
  const words = pictures.changes
  const editPictures = useApp((state) => state.editPictures)
  const [busy, setBusy] = useState(false)
  const { leftOut, relabelled, moved, renamedClasses, marked, confirmed, canUndo, setAside } = changes
  const lines = [
    { key: 'relabelled', total: relabelled, words: words.relabelled },
    { key: 'moved', total: moved, words: words.moved },
    { key: 'renamed', total: renamedClasses, words: words.renamed },
    { key: 'confirmed', total: confirmed, words: words.confirmed },
  ].filter(({ total }) => total > 0)
  const shown = [
    { state: 'added', total: added, words: adding.count },
    { state: 'left-out', total: leftOut, words: words.leftOut },
    { state: 'marked', total: marked, words: words.marked },
  ] as const
  const any = added > 0 || leftOut > 0 || marked > 0 || lines.length > 0
  if (!any && !canUndo && !setAside) return null
  const edit = async (what: DatasetEdit) => {
    setBusy(true)
    await editPictures(what)
    setBusy(false)
  }
  return (
    <Panel
      title={words.title}
      actions={
        <>
          {canUndo && (
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={busy}
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              onClick={() => void edit({ kind: 'undo' })}
            >
              {pictures.undo}
            </Button>
          )}
          {(any || setAside) && (
            <Button variant="subtle" size="compact-sm" disabled={busy} onClick={() => void edit({ kind: 'reset' })}>
              {words.reset}
            </Button>
          )}
        </>
      }
    >
      {any ? (
        <ul className={classes.list}>
          {shown.map(
            ({ state, total, words: say }) =>
              total > 0 && (
                <li key={state}>
                  {say(total)}{' '}
                  <Button variant="subtle" size="compact-xs" onClick={() => onShow(state)}>
                    {words.show}
                  </Button>
                </li>
              ),
          )}
          {lines.map(({ key, total, words: say }) => (
            <li key={key}>{say(total)}</li>
          ))}
        </ul>
      ) : (
        <p>{words.none}</p>
      )}
      {setAside && <p className={classes.note}>{words.setAside}</p>}
      <p className={classes.note}>{words.kept}</p>
    </Panel>
  )
}
