/** One kind of problem: what it means, and the pictures it was found in. */
import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { HealthFinding, HealthProblem } from '../../../workers/protocol'
import type { OpenPicture } from '../grid/PictureGrid'
import { useApp } from '../state'
import { useInfosOf } from '../usePictureInfos'
import { useText } from '../words'
import { type Declined, keyOf } from './chosen'
import { FindingRow } from './FindingRow'
import classes from './Findings.module.css'

interface ProblemSectionProps {
  readonly problem: HealthProblem
  readonly findings: readonly HealthFinding[]
  readonly names: readonly string[]
  readonly declined: Declined
  readonly onSwitch: (findings: readonly HealthFinding[], on: boolean) => void
  readonly onShow: () => void
  readonly onOpen: (opened: OpenPicture) => void
}

/** Findings in sight at first, and how many more a click shows. */
const FIRST = 3
const MORE = 12
/** Pictures of one finding in sight: of a thousand copies the first say enough. */
const PICTURES = 8

export function ProblemSection({ problem, findings, names, declined, onSwitch, onShow, onOpen }: ProblemSectionProps) {
  const { health, large } = useText().pictures
  const editPictures = useApp((state) => state.editPictures)
  const [count, setCount] = useState(FIRST)
  const words = health.problems[problem]
  const shown = findings.slice(0, count)
  const of = useInfosOf(shown.flatMap(({ ids }) => ids.slice(0, PICTURES)))
  const suggesting = findings.filter(({ leaveOut }) => leaveOut.length > 0)
  const on = suggesting.some((finding) => !declined.has(keyOf(finding)))
  return (
    <section className={classes.problem} aria-label={words.name} data-problem={problem}>
      <header className={classes.head}>
        <h3 className={classes.title}>
          {words.name} <span className={classes.count}>{findings.length}</span>
        </h3>
        {suggesting.length > 1 && (
          <Switch
            size="xs"
            labelPosition="left"
            label={health.leaveOut}
            aria-label={health.leaveOutAll(words.name)}
            checked={on}
            onChange={(event) => onSwitch(suggesting, event.currentTarget.checked)}
          />
        )}
      </header>
      <p className={classes.means}>{words.means}</p>
      <ul className={classes.findings}>
        {shown.map((finding) => (
          <FindingRow
            key={keyOf(finding)}
            finding={finding}
            shown={finding.ids.slice(0, PICTURES)}
            of={of}
            names={names}
            on={!declined.has(keyOf(finding))}
            onSwitch={(next) => onSwitch([finding], next)}
            onOpen={(index) => onOpen({ ids: finding.ids, index })}
            lookAt={large.open}
            onSettle={(out) => void editPictures({ kind: 'leave-out', ids: out })}
          />
        ))}
      </ul>
      <div className={classes.more}>
        {findings.length > count && (
          <Button variant="subtle" size="compact-xs" onClick={() => setCount(count + MORE)}>
            {health.more(findings.length - count)}
          </Button>
        )}
        <Button variant="subtle" size="compact-xs" onClick={onShow}>
          {health.show}
        </Button>
      </div>
    </section>
  )
}
