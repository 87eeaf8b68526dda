/** A class's name with its colour: as it is written, in its own direction, and cut where there is no room; whole when it is pointed at. */
import { classColor } from '../../workers/protocol'
import { Name } from '../ui/Name'
import classes from './ClassName.module.css'

interface ClassNameProps {
  readonly index: number
  readonly name: string
  /** What stands there where there is no room for all of it. */
  readonly short?: string | undefined
  /** Said after the name. */
  readonly figure?: string
}

export function ClassName({ index, name, short, figure }: ClassNameProps) {
  return (
    <span className={classes.name}>
      <span className={classes.dot} style={{ background: classColor(index) }} aria-hidden />
      <Name short={short}>{name}</Name>
      {figure && <span className={classes.figure}>{figure}</span>}
    </span>
  )
}
