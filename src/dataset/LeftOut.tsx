/** What was left out of the dataset, and why. */
import { Switch } from '@mantine/core'
import { type DatasetSummary, FOREIGN_KINDS, type ForeignKind, READING, type SkipReason } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { usePick } from '../ui/language'
import { Name } from '../ui/Name'
import { Panel } from '../ui/Panel'
import classes from './LeftOut.module.css'
import { useApp } from './state'
import { useText } from './words'

const isForeign = (reason: SkipReason): reason is ForeignKind => FOREIGN_KINDS.some((kind) => kind === reason)

export function LeftOut({ dataset }: { readonly dataset: DatasetSummary }) {
  const { data, kinds, numbers } = useText()
  const { skipped } = dataset
  const reasons = (Object.entries(skipped.counts) as [SkipReason, number][]).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  const total = reasons.reduce((sum, [, count]) => sum + count, 0)
  // Nothing to say, and nothing to take back.
  if (total === 0 && !dataset.readAs.takeAll) return null
  if (total === 0)
    return (
      <Panel title={data.leftOut} note={data.leftOutNone}>
        <TakeAll dataset={dataset} />
      </Panel>
    )
  return (
    <Panel title={data.leftOut} note={data.leftOutTotal(total)}>
      <ul className={classes.list}>
        {reasons.map(([reason, count]) => {
          const kind = isForeign(reason) ? kinds[reason] : null
          const examples = skipped.examples.filter((example) => example.reason === reason)
          return (
            <li key={reason}>
              <details>
                <summary>
                  {isForeign(reason) ? data.kindFiles(kinds[reason].name) : data.reasons[reason]} <strong>{numbers.n(count)}</strong>
                </summary>
                {examples.length > 0 && (
                  <>
                    <p className={classes.examples}>{data.examples}</p>
                    <ul ref={markEdges} className={classes.paths}>
                      {examples.map(({ path }) => (
                        <li key={path}>
                          <Name wraps>{path}</Name>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
              </details>
              {kind && <p className={classes.todo}>{kind.todo}</p>}
            </li>
          )
        })}
      </ul>
      <TakeAll dataset={dataset} />
    </Panel>
  )
}

/** The switch that takes masks and copies too, where there are any. */
function TakeAll({ dataset: { skipped, readAs: asked } }: { readonly dataset: DatasetSummary }) {
  const pick = usePick()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  const { mask = 0, copy = 0 } = skipped.counts
  if (mask + copy === 0 && !asked.takeAll) return null
  return (
    <Switch
      size="sm"
      mt="sm"
      checked={asked.takeAll ?? false}
      disabled={busy}
      label={pick(READING.takeAll.label)}
      onChange={(event) => void readAs({ takeAll: event.currentTarget.checked })}
    />
  )
}
