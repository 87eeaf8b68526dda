/** A run's name as it is drawn everywhere: that of its pictures in its own direction, the number behind it in the page's. */
import type { RunRecord } from '../../workers/protocol'
import { Name } from '../ui/Name'
import { nameParts } from './nameParts'
import classes from './RunName.module.css'

interface RunNameProps {
  readonly run: Pick<RunRecord, 'name' | 'dataset'>
  /** In one line, where the name of the pictures is cut before what stands behind it; takes as many lines as it needs otherwise. */
  readonly inLine?: boolean
}

export function RunName({ run, inLine = false }: RunNameProps) {
  const [pictures, rest] = nameParts(run)
  if (!inLine)
    return (
      <>
        <Name wraps>{pictures}</Name>
        {rest && <Name wraps>{rest}</Name>}
      </>
    )
  return (
    <span className={classes.line} title={run.name}>
      <span className={classes.pictures}>
        <Name>{pictures}</Name>
      </span>
      {rest && (
        <span className={classes.rest}>
          <Name>{rest}</Name>
        </span>
      )}
    </span>
  )
}
