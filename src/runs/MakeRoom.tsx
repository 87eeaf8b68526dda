/** What the runs take of the browser's room, and how to take less: give up what finished ones need only to be trained on, or delete those that are ticked. */
import { Button, Group, Modal } from '@mantine/core'
import { IconArrowDown, IconDatabase } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { RunRecord } from '../../workers/protocol'
import { isActive } from '../run/runView'
import { markEdges } from '../ui/edges'
import { bytes } from '../ui/format'
import { spareBytes } from './columns'
import { RunName } from './RunName'
import classes from './Runs.module.css'
import { useApp } from './state'
import { useRemoval } from './useRemoval'
import { useText } from './words'

/** The button and what it opens. */
export function MakeRoom({ runs }: { readonly runs: readonly RunRecord[] }) {
  const { runs: text, locale } = useText()
  const space = useApp((state) => state.runsSpace)
  const dropCheckpoints = useApp((state) => state.dropCheckpoints)
  const busy = useApp((state) => isActive(state.run))
  const [opened, setOpened] = useState(false)
  const spare = spareBytes(runs)
  if (!space || space.problem) return null
  const free = async () => {
    await dropCheckpoints(spare.runs.map(({ id }) => id))
    setOpened(false)
  }
  return (
    <>
      <Button variant="default" leftSection={<IconDatabase size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {text.makeRoom}
      </Button>
      <Confirm
        opened={opened}
        onClose={() => setOpened(false)}
        title={text.makeRoom}
        action={spare.runs.length > 0 ? text.spare.action(bytes(spare.bytes, locale)) : null}
        disabled={busy}
        onConfirm={free}
      >
        <p>{text.space(bytes(space.bytes, locale), bytes(space.budget, locale))}</p>
        <p>{spare.runs.length > 0 ? text.spare.what(spare.runs.length) : text.spare.nothing}</p>
        {spare.runs.length > 0 && <p>{text.spare.price}</p>}
        <p>{text.spare.orDelete}</p>
      </Confirm>
    </>
  )
}

interface TickedProps {
  readonly runs: readonly RunRecord[]
  readonly onClear: () => void
  /** Leads to the comparison; null where there is none. */
  readonly onCompare: (() => void) | null
}

/** How many runs are ticked, what they take, and what can be done with them: compared, deleted. */
export function Ticked({ runs, onClear, onCompare }: TickedProps) {
  const { runs: text, locale } = useText()
  const space = useApp((state) => state.runsSpace?.byRun)
  const busy = useApp((state) => isActive(state.run))
  const remove = useRemoval()
  const [opened, setOpened] = useState(false)
  const taken = bytes(
    runs.reduce((sum, { id }) => sum + (space?.[id] ?? 0), 0),
    locale,
  )
  return (
    <div className={classes.ticked}>
      <span role="status">
        {text.ticked(runs.length, taken)} {runs.length === 1 && text.compareOne}
      </span>
      {onCompare && (
        <Button size="xs" rightSection={<IconArrowDown size={14} aria-hidden />} onClick={onCompare}>
          {text.compare}
        </Button>
      )}
      <Button variant="default" size="xs" color="red" disabled={busy} onClick={() => setOpened(true)}>
        {text.deleteTicked}
      </Button>
      <Button variant="subtle" size="xs" onClick={onClear}>
        {text.clear}
      </Button>
      <Confirm
        opened={opened}
        onClose={() => setOpened(false)}
        title={text.deleteTicked}
        action={text.deleteThem(runs.length, taken)}
        onConfirm={async () => {
          setOpened(false)
          await remove(runs)
        }}
      >
        <ul ref={markEdges} className={classes.names}>
          {runs.map((run) => (
            <li key={run.id}>
              <RunName run={run} />
            </li>
          ))}
        </ul>
        <p>{text.deleteMeans}</p>
      </Confirm>
    </div>
  )
}

interface ConfirmProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  /** What the button that does it says; null where there is nothing to do. */
  readonly action: string | null
  readonly disabled?: boolean
  readonly onConfirm: () => Promise<void>
  readonly children: ReactNode
}

function Confirm({ opened, onClose, title, action, disabled = false, onConfirm, children }: ConfirmProps) {
  const { ui } = useText()
  const [working, setWorking] = useState(false)
  const confirm = async () => {
    setWorking(true)
    await onConfirm()
    setWorking(false)
  }
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': ui.dismiss }}>
      <div className={classes.prose}>{children}</div>
      <Group mt="md" justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={onClose}>
          {ui.cancel}
        </Button>
        {action !== null && (
          <Button color="red" loading={working} disabled={disabled} onClick={() => void confirm()}>
            {action}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
