/** A button that copies a text, and says whether it has. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react'
import { useCopy } from './copy'
import { useText } from './words'

interface CopyButtonProps {
  readonly value: string
  /** What the button says until then. */
  readonly label: string
  /** What it is called, where that is more than it says. */
  readonly called?: string
  readonly variant: 'subtle' | 'default'
}

export function CopyButton({ value, label, called, variant }: CopyButtonProps) {
  const { ui } = useText()
  const { copied, copy } = useCopy(value)
  const Icon = copied === null ? IconCopy : copied ? IconCheck : IconAlertTriangle
  const said = copied === null ? null : copied ? ui.copied : ui.notCopied
  return (
    <Button variant={variant} size="xs" leftSection={<Icon size={14} aria-hidden />} aria-label={said ?? called} onClick={copy}>
      {said ?? label}
    </Button>
  )
}
