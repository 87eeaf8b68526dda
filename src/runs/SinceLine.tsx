/** Says in a line that a run, or the model of one, was made with other labels or pictures than those that are open. */
import type { ChangedSince } from '../../workers/protocol'
import { useSince } from './useSince'
import { useText } from './words'

interface SinceLineProps {
  readonly changed: ChangedSince | undefined
  readonly className: string | undefined
}

/** Nothing where nothing changed. */
export function SinceLine({ changed, className }: SinceLineProps) {
  const { runs } = useText()
  if (!changed) return null
  const { relabelled, leftOut, moved, added } = changed
  const parts = [
    relabelled > 0 && runs.since.relabelled(relabelled),
    leftOut > 0 && runs.since.leftOut(leftOut),
    moved > 0 && runs.since.moved(moved),
    added > 0 && runs.since.added(added),
  ].filter((part) => part !== false)
  if (parts.length === 0) return null
  return (
    <span className={className} data-since>
      {runs.since.line(parts)}
    </span>
  )
}

/** Of one run by its id, where its figures are shown. */
export function SinceRun({ id, className }: { readonly id: string | undefined; readonly className: string | undefined }) {
  const since = useSince(id === undefined ? [] : [id])
  return (
    // Only what is said has a box: the trainer answers of every run, also that nothing changed.
    <div role="status">
      <SinceLine changed={id === undefined ? undefined : since[id]} className={className} />
    </div>
  )
}
