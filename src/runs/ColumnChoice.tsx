/** Which columns the list of runs has. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { COLUMNS, DEFAULT_COLUMNS, knownColumns } from './columns'
import { useApp } from './state'
import { useText } from './words'

export function ColumnChoice() {
  const { runs: text } = useText()
  const columns = useApp((state) => state.runColumns)
  const setColumns = useApp((state) => state.setRunColumns)
  return (
    <Popover position="bottom-end" trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={15} aria-hidden />}>
          {text.chooseColumns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        <Checkbox.Group label={text.chooseColumns} value={[...columns]} onChange={(chosen) => setColumns(knownColumns(chosen))}>
          <Stack gap={7} mt={8}>
            {COLUMNS.map((column) => (
              <Checkbox key={column} size="xs" value={column} label={text.columns[column]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Button variant="subtle" size="xs" mt={10} onClick={() => setColumns(DEFAULT_COLUMNS)}>
          {text.usualColumns}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
