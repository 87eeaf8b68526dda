/**
 * A name that somebody else gave: of a class, a file, a run, a dataset. The one way in which the page draws one (`tools/names.test.ts` reads all others for it): as it
 * is written, in its own direction, and where it is cut, whole when it is pointed at or when the control that holds it has the keyboard.
 */
import classes from './Name.module.css'

interface NameProps {
  readonly children: string
  /** What stands there where there is no room for all of it. */
  readonly short?: string | undefined
  /** Takes as many lines as it needs instead of being cut. */
  readonly wraps?: boolean
}

export function Name({ children, short = children, wraps = false }: NameProps) {
  return (
    <bdi className={classes.name} data-wraps={wraps} title={wraps && short === children ? undefined : children}>
      {short}
    </bdi>
  )
}
