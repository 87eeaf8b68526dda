/**
 * A name that somebody else gave: of a class, a file, a run, a dataset. The one way in which the page draws one (`tools/names.test.ts` reads all others for it): as it
 * is written, in its own direction, and where it is cut, whole when it is pointed at or when the control that holds it has the keyboard.
 */
import { Fragment } from 'react'
import { inTwo } from './middle'
import classes from './Name.module.css'

interface NameProps {
  readonly children: string
  /** What stands there where there is no room for all of it. */
  readonly short?: string | undefined
  /** Cut in its middle instead of at its end. */
  readonly middle?: boolean
  /** Takes as many lines as it needs instead of being cut. */
  readonly wraps?: boolean
}

/** Names of files and folders have no spaces: lines end behind what stands for one before they end within a word. */
const breakable = (name: string) =>
  name.split(/(?<=[_/])(?![_/])/u).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name, and never change places
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ))

export function Name({ children, short = children, middle = false, wraps = false }: NameProps) {
  if (middle) return <Middle name={children} short={short} />
  return (
    <bdi className={classes.name} data-wraps={wraps} title={wraps && short === children ? undefined : children}>
      {wraps ? breakable(short) : short}
    </bdi>
  )
}

function Middle({ name, short }: { readonly name: string; readonly short: string }) {
  const [head, tail] = inTwo(short)
  return (
    <bdi className={classes.name} data-middle title={name}>
      <span>{head}</span>
      <span>{tail}</span>
    </bdi>
  )
}
