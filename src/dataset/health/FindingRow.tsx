/** One finding: its pictures side by side, and whether those in doubt are left out. */
import { Button, Switch, VisuallyHidden } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { classColor, HEALTH_NOTES, type HealthFinding, type SampleInfo } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { calledNames } from '../../ui/names'
import { Thumb } from '../Thumb'
import { useText } from '../words'
import classes from './Findings.module.css'

interface FindingRowProps {
  readonly finding: HealthFinding
  /** The first of its pictures. */
  readonly shown: readonly number[]
  readonly of: (id: number) => SampleInfo | undefined
  readonly names: readonly string[]
  readonly on: boolean
  readonly onSwitch: (on: boolean) => void
  /** With the picture's place in the finding. */
  readonly onOpen: (index: number) => void
  readonly lookAt: (path: string) => string
  /** Leaves these pictures out: one of the others is right. */
  readonly onSettle: (out: readonly number[]) => void
}

const isNote = ({ problem }: HealthFinding): boolean => HEALTH_NOTES.some((note) => note === problem)

/** The classes that the same picture stands under, each with the one that stays where it is the right one. */
function answersTo(ids: readonly number[], of: FindingRowProps['of']): { readonly label: number; readonly kept: number }[] {
  const first = new Map<number, number>()
  for (const id of ids) {
    const label = of(id)?.label ?? -1
    if (label >= 0 && !first.has(label)) first.set(label, id)
  }
  return [...first].map(([label, kept]) => ({ label, kept }))
}

export function FindingRow({ finding, shown, of, names, on, onSwitch, onOpen, lookAt, onSettle }: FindingRowProps) {
  const called = calledNames(names)
  const { pictures, data, ui, adding } = useText()
  const { health } = pictures
  const { ids, leaveOut, inDoubt = [] } = finding
  const answers = answersTo(inDoubt, of)
  return (
    <li className={classes.finding}>
      <ul className={classes.pictures}>
        {shown.map((id, index) => {
          const info = of(id)
          const out = on && leaveOut.includes(id)
          const already = info?.leftOut ?? false
          const state = already ? pictures.leftOut : out ? health.out : health.kept
          return (
            <li key={id}>
              <button
                type="button"
                className={classes.picture}
                data-out={out || already}
                style={{ '--class-color': classColor(info?.label ?? -1) }}
                title={info?.path}
                onClick={() => onOpen(index)}
              >
                <VisuallyHidden>{lookAt(info?.path ?? '')}</VisuallyHidden>
                <Thumb id={id} alt="" />
                {(out || already) && (
                  <span className={classes.mark}>
                    <IconEyeOff size={13} aria-hidden />
                  </span>
                )}
                <span className={classes.words}>
                  {info && <Name short={called[info.label]}>{names[info.label] ?? data.noLabel}</Name>}
                  <span className={classes.split}>{info && data.split[info.split]}</span>
                  <VisuallyHidden>{state}</VisuallyHidden>
                </span>
              </button>
            </li>
          )
        })}
        {ids.length > shown.length && (
          <li className={classes.rest}>
            <Button variant="subtle" size="compact-xs" onClick={() => onOpen(shown.length)}>
              {ui.others(ids.length - shown.length)}
            </Button>
          </li>
        )}
      </ul>
      {answers.length > 1 && (
        <div className={classes.answers}>
          {answers.map(({ label, kept }) => (
            <Button key={label} size="compact-xs" variant="default" onClick={() => onSettle(inDoubt.filter((id) => id !== kept))}>
              {adding.is(called[label] ?? '')}
            </Button>
          ))}
        </div>
      )}
      {leaveOut.length > 0 ? (
        <Switch
          size="xs"
          label={health.leaveOutOf(leaveOut.length, ids.length)}
          aria-label={`${health.leaveOutOf(leaveOut.length, ids.length)}: ${leaveOut.map((id) => of(id)?.path ?? '').join(', ')}`}
          checked={on}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
      ) : (
        <p className={classes.means}>
          {answers.length > 1 ? health.whichIsRight : isNote(finding) ? health.onlySaid : health.nothingSuggested}
        </p>
      )}
    </li>
  )
}
