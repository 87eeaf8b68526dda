/** What can be done with one run. */
import { ActionIcon, Menu } from '@mantine/core'
import { IconChartBar, IconCopy, IconDots, IconFileExport, IconPencil, IconTrash, IconWand } from '@tabler/icons-react'
import type { RunRecord } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { isActive } from '../run/runView'
import { save } from '../ui/save'
import { useApp } from './state'
import { useRemoval } from './useRemoval'
import { useText } from './words'

interface RunMenuProps {
  readonly run: RunRecord
  readonly onEdit: (run: RunRecord) => void
}

export function RunMenu({ run, onEdit }: RunMenuProps) {
  const { runs: text, runs } = useText()
  const openRun = useApp((state) => state.openRun)
  const takeModel = useApp((state) => state.useRun)
  const exportRun = useApp((state) => state.exportRun)
  const takeConfig = useApp((state) => state.takeConfig)
  const packing = useApp((state) => state.packing)
  const busy = useApp((state) => isActive(state.run))
  const remove = useRemoval()
  const size = 16
  const open = async () => {
    if (await openRun(run)) location.hash = addressOf('results')
  }
  const take = async () => {
    if (await takeModel(run)) location.hash = addressOf('use')
  }
  const again = () => {
    takeConfig(run.config)
    location.hash = addressOf('train')
  }
  const pack = async () => {
    const file = await exportRun(run.id)
    if (file) save(file)
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.actions(run.name)} loading={packing === run.id}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconChartBar size={size} aria-hidden />} disabled={busy || !run.bestFile} onClick={() => void open()}>
          {runs.open}
        </Menu.Item>
        <Menu.Item leftSection={<IconWand size={size} aria-hidden />} disabled={busy || !run.bestFile} onClick={() => void take()}>
          {text.use}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={size} aria-hidden />} disabled={busy} onClick={again}>
          {text.again}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={size} aria-hidden />} onClick={() => onEdit(run)}>
          {text.edit}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileExport size={size} aria-hidden />} disabled={packing !== null} onClick={() => void pack()}>
          {text.export}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={size} aria-hidden />}
          disabled={busy && run.status === 'running'}
          onClick={() => void remove([run])}
        >
          {text.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
