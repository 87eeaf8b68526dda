/** A class's name with its colour: as it is written, in its own direction, and cut where there is no room; whole when it is pointed at. */
import { classColor } from '../../workers/protocol'
import classes from './ClassName.module.css'

interface ClassNameProps {
  readonly index: number
  readonly name: string
  /** Said after the name. */
  readonly figure?: string
}

export function ClassName({ index, name, figure }: ClassNameProps) {
  return (
    <span className={classes.name} title={name}>
      <span className={classes.dot} style={{ background: classColor(index) }} aria-hidden />
      <bdi className={classes.text}>{name}</bdi>
      {figure && <span className={classes.figure}>{figure}</span>}
    </span>
  )
}
