/** Where pictures could not be read: the other ways to read them, at the message that says so. */
import { Button, Select } from '@mantine/core'
import type { LayoutName, ProblemData } from '../../../workers/protocol'
import { useApp } from '../state'
import { useText } from '../words'
import { PatternForm } from './PatternForm'
import classes from './Reading.module.css'

export function ReadingOffer({ problem }: { readonly problem: ProblemData }) {
  const { data, reading: words } = useText()
  const unread = useApp((state) => state.unread)
  const readUnreadAs = useApp((state) => state.readUnreadAs)
  const busy = useApp((state) => state.opening !== null)
  const readings = readingsOf(problem)
  if (problem !== unread || !readings) return null
  const leftOut = problem.code === 'one-class' || problem.code === 'table-unusable' ? problem.values.leftOut : 0
  return (
    <section className={classes.offer} aria-label={words.offer}>
      <Select
        size="xs"
        label={words.offer}
        placeholder={words.choose}
        value={null}
        disabled={busy}
        className={classes.select}
        data={readings.map((layout) => ({ value: layout, label: data.layouts[layout] }))}
        onChange={(layout) => layout && void readUnreadAs({ layout: layout as LayoutName })}
      />
      {leftOut > 0 && (
        <Button size="xs" variant="default" disabled={busy} onClick={() => void readUnreadAs({ takeAll: true })}>
          {words.takeLeftOut(leftOut)}
        </Button>
      )}
      <PatternForm of="unread" onTake={(pattern) => void readUnreadAs({ layout: 'name-pattern', pattern })} />
    </section>
  )
}

/** The readings that a problem names; null of a problem that another reading would not help. */
function readingsOf(problem: ProblemData): readonly LayoutName[] | null {
  switch (problem.code) {
    case 'one-class':
    case 'table-unusable':
    case 'too-many-classes':
    case 'class-too-small':
      return problem.values.readings
    case 'bad-pattern':
      return ['single-folder']
    default:
      return null
  }
}
