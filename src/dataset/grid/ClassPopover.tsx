/** Gives the selected pictures another class: one that there is, or a new one by its name. */
import { Autocomplete, Button, Popover } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { inReadingOrder } from '../../../workers/protocol'
import { useText } from '../words'

interface ClassPopoverProps {
  readonly names: readonly string[]
  readonly disabled: boolean
  readonly onClass: (name: string) => void
}

export function ClassPopover({ names, disabled, onClass }: ClassPopoverProps) {
  const { pictures } = useText()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState('')
  const take = (name: string) => {
    if (name.trim() === '') return
    setOpened(false)
    setTyped('')
    onClass(name.trim())
  }
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-start" width={230} shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          disabled={disabled}
          leftSection={<IconTag size={15} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {pictures.actions.relabel}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Autocomplete
          data-autofocus
          size="sm"
          label={pictures.actions.className}
          description={pictures.actions.relabelHint}
          value={typed}
          data={inReadingOrder(names)}
          limit={200}
          maxDropdownHeight={240}
          comboboxProps={{ withinPortal: false }}
          onChange={setTyped}
          onOptionSubmit={take}
          onKeyDown={(event) => {
            // With an option chosen by the arrows, Enter submits that one.
            if (event.key === 'Enter' && !event.defaultPrevented) take(typed)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
