/** A button that copies a text, and says so when it has. */
import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useText } from './words'

interface CopyTextProps {
  readonly value: string
  /** What the button says until then. */
  readonly label: string
  readonly variant: 'subtle' | 'default'
}

export function CopyText({ value, label, variant }: CopyTextProps) {
  const { copied: done } = useText().device.report
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          variant={variant}
          size="xs"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={copy}
        >
          {copied ? done : label}
        </Button>
      )}
    </CopyButton>
  )
}
