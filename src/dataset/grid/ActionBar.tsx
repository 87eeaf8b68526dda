/** What can be done with the pictures that are selected; without any, how to select, and the way back from the last change. */
import { Button, CloseButton, Menu } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconEyeOff, IconFlag, IconFlagOff, IconRestore } from '@tabler/icons-react'
import { type DatasetSummary, SPLITS } from '../../../workers/protocol'
import { useText } from '../words'
import classes from './ActionBar.module.css'
import { ClassPopover } from './ClassPopover'
import type { Edits } from './useEdits'

interface ActionBarProps {
  readonly dataset: DatasetSummary
  readonly ticked: ReadonlySet<number>
  /** Pictures in the list. */
  readonly total: number
  readonly edits: Edits
  readonly onTickAll: () => void
  readonly onClear: () => void
  /** How pictures are selected, where it is not as in the grid. */
  readonly hint?: string
}

export function ActionBar({ dataset, ticked, total, edits, onTickAll, onClear, hint }: ActionBarProps) {
  const { pictures, data } = useText()
  const { busy, done, edit: act } = edits
  const ids = [...ticked]

  if (ticked.size === 0)
    return (
      <div className={classes.bar}>
        <p className={classes.words} role="status">
          {done ?? hint ?? pictures.hint}
        </p>
        {done !== null && dataset.changes.canUndo && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={busy}
            leftSection={<IconArrowBackUp size={15} aria-hidden />}
            onClick={edits.undo}
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
        names={[...dataset.classes.map(({ name }) => name), ...dataset.additions.emptyClasses]}
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
