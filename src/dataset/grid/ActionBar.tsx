/** What can be done with the pictures that are selected; without any, how to select, and the way back from the last change. */
import { Button, CloseButton, Menu } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconEyeOff, IconFlag, IconFlagOff, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { type DatasetEdit, type DatasetSummary, SPLITS } from '../../../workers/protocol'
import { useApp, useAppStore } from '../state'
import { useText } from '../words'
import classes from './ActionBar.module.css'
import { ClassPopover } from './ClassPopover'

interface ActionBarProps {
  readonly dataset: DatasetSummary
  readonly ticked: ReadonlySet<number>
  /** Pictures in the list. */
  readonly total: number
  readonly onTickAll: () => void
  readonly onClear: () => void
}

type PictureEdit = Extract<DatasetEdit, { ids: readonly number[] }>

export function ActionBar({ dataset, ticked, total, onTickAll, onClear }: ActionBarProps) {
  const { pictures, data } = useText()
  const editPictures = useApp((state) => state.editPictures)
  const store = useAppStore()
  const [busy, setBusy] = useState(false)
  const version = useApp((state) => state.datasetVersion)
  // Said until something else is done, here or elsewhere: Undo stands beside it.
  const [last, setLast] = useState<{ readonly words: string | null; readonly version: number } | null>(null)
  const done = last?.version === version ? last.words : null
  const run = async (edit: DatasetEdit, words: string | null) => {
    setBusy(true)
    if (await editPictures(edit)) {
      onClear()
      setLast({ words, version: store.getState().datasetVersion })
    }
    setBusy(false)
  }
  const say = (edit: PictureEdit): string => {
    const { length } = edit.ids
    if (edit.kind === 'relabel') return pictures.done.relabel(length, edit.className)
    if (edit.kind === 'move') return pictures.done.move(length, data.split[edit.split])
    return pictures.done[edit.kind](length)
  }
  const act = (edit: PictureEdit) => void run(edit, say(edit))
  const ids = [...ticked]

  if (ticked.size === 0)
    return (
      <div className={classes.bar}>
        <p className={classes.words} role="status">
          {done ?? pictures.hint}
        </p>
        {done !== null && dataset.changes.canUndo && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={busy}
            leftSection={<IconArrowBackUp size={15} aria-hidden />}
            onClick={() => void run({ kind: 'undo' }, null)}
          >
            {pictures.undo}
          </Button>
        )}
        {total > 0 && (
          <Button variant="subtle" size="compact-sm" className={classes.all} onClick={onTickAll}>
            {pictures.selectAll(total)}
          </Button>
        )}
      </div>
    )
  return (
    <div className={classes.bar} role="toolbar" aria-label={pictures.actions.label} data-active>
      <p className={classes.selected} role="status" data-figures>
        {pictures.selected(ticked.size)}
      </p>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        leftSection={<IconEyeOff size={15} aria-hidden />}
        onClick={() => act({ kind: 'leave-out', ids })}
      >
        {pictures.actions.leaveOut}
      </Button>
      {dataset.changes.leftOut > 0 && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={busy}
          leftSection={<IconRestore size={15} aria-hidden />}
          onClick={() => act({ kind: 'take-back', ids })}
        >
          {pictures.actions.takeBack}
        </Button>
      )}
      <ClassPopover
        names={dataset.classes.map(({ name }) => name)}
        disabled={busy}
        onClass={(className) => act({ kind: 'relabel', ids, className })}
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" size="compact-sm" disabled={busy} rightSection={<IconChevronDown size={14} aria-hidden />}>
            {pictures.actions.move}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SPLITS.map((split) => (
            <Menu.Item key={split} onClick={() => act({ kind: 'move', ids, split })}>
              {data.split[split]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        leftSection={<IconFlag size={15} aria-hidden />}
        onClick={() => act({ kind: 'mark', ids })}
      >
        {pictures.actions.mark}
      </Button>
      {dataset.changes.marked > 0 && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={busy}
          leftSection={<IconFlagOff size={15} aria-hidden />}
          onClick={() => act({ kind: 'unmark', ids })}
        >
          {pictures.actions.unmark}
        </Button>
      )}
      <CloseButton className={classes.all} size="sm" aria-label={pictures.clear} title={pictures.clear} onClick={onClear} />
    </div>
  )
}
