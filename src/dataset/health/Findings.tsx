/** What the check found, by problem; each finding can be kept in, and one button leaves out the rest. */
import { Button } from '@mantine/core'
import { IconCircleCheck, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import type { HealthFinding, HealthProblem } from '../../../workers/protocol'
import type { OpenPicture } from '../grid/PictureGrid'
import { useApp } from '../state'
import { useText } from '../words'
import { byProblem, chosenIds, type Declined, switched } from './chosen'
import classes from './Findings.module.css'
import { ProblemSection } from './ProblemSection'

interface FindingsProps {
  readonly findings: readonly HealthFinding[]
  readonly names: readonly string[]
  readonly onShow: (problem: HealthProblem) => void
  readonly onOpen: (opened: OpenPicture) => void
}

export function Findings({ findings, names, onShow, onOpen }: FindingsProps) {
  const { pictures } = useText()
  const { health } = pictures
  const editPictures = useApp((state) => state.editPictures)
  const [declined, setDeclined] = useState<Declined>(new Set())
  const [busy, setBusy] = useState(false)
  const groups = byProblem(findings)
  const settled = groups.reduce((sum, group) => sum + group.settled, 0)
  const ids = chosenIds(findings, declined)
  const open = groups.some((group) => group.open.length > 0)
  const apply = async () => {
    setBusy(true)
    await editPictures({ kind: 'leave-out', ids })
    setBusy(false)
  }
  return (
    <>
      {open && (
        <div className={classes.list}>
          {groups.map(
            ({ problem, open: unsettled }) =>
              unsettled.length > 0 && (
                <ProblemSection
                  key={problem}
                  problem={problem}
                  findings={unsettled}
                  names={names}
                  declined={declined}
                  onSwitch={(some, on) => setDeclined(switched(declined, some, on))}
                  onShow={() => onShow(problem)}
                  onOpen={onOpen}
                />
              ),
          )}
        </div>
      )}
      {settled > 0 && (
        <p className={classes.settled} role="status">
          <IconCircleCheck size={17} aria-hidden />
          {health.settled(settled)}
        </p>
      )}
      {open && (
        <div className={classes.apply}>
          <Button
            loading={busy}
            disabled={ids.length === 0}
            leftSection={<IconEyeOff size={16} stroke={1.8} aria-hidden />}
            onClick={() => void apply()}
          >
            {ids.length === 0 ? health.applyNone : health.apply(ids.length)}
          </Button>
        </div>
      )}
    </>
  )
}
