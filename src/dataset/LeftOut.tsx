/** What was left out of the dataset, and why. */
import type { DatasetSummary, SkipReason } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import classes from './LeftOut.module.css'
import { useText } from './words'

export function LeftOut({ skipped }: { readonly skipped: DatasetSummary['skipped'] }) {
  const { data, numbers } = useText()
  const reasons = (Object.entries(skipped.counts) as [SkipReason, number][]).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  const total = reasons.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0)
    return (
      <Panel title={data.leftOut} note={data.leftOutNone}>
        {null}
      </Panel>
    )
  return (
    <Panel title={data.leftOut} note={data.leftOutTotal(total)}>
      <ul className={classes.list}>
        {reasons.map(([reason, count]) => {
          const examples = skipped.examples.filter((example) => example.reason === reason)
          return (
            <li key={reason}>
              <details>
                <summary>
                  {data.reasons[reason]} <strong>{numbers.n(count)}</strong>
                </summary>
                {examples.length > 0 && (
                  <>
                    <p className={classes.examples}>{data.examples}</p>
                    <ul className={classes.paths}>
                      {examples.map(({ path }) => (
                        <li key={path}>{path}</li>
                      ))}
                    </ul>
                  </>
                )}
              </details>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
