/** Marks the name of a run that did not end as it was meant to; nothing where it did. */
import { Badge } from '@mantine/core'
import type { RunEnd } from './runEnd'
import { useText } from './words'

const COLORS: Readonly<Record<RunEnd, string>> = { running: 'iris', interrupted: 'yellow', stopped: 'gray', diverged: 'red', failed: 'red' }

export function EndMark({ end }: { readonly end: RunEnd | null }) {
  const { runView } = useText()
  if (!end) return null
  return (
    <Badge variant="dot" size="sm" tt="none" miw="max-content" c="var(--mantine-color-text)" color={COLORS[end]} data-end={end}>
      {runView.ends[end]}
    </Badge>
  )
}
