/** A titled surface: the unit that every place is laid out in. */
import { type ReactNode, type Ref, useId } from 'react'
import classes from './Panel.module.css'

interface PanelProps {
  readonly title: string
  /** Small text beside the title. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
  /** The title's heading, for scripts to put the keyboard on. */
  readonly headingRef?: Ref<HTMLHeadingElement>
}

export function Panel({ title, note, actions, children, className, headingRef }: PanelProps) {
  const id = useId()
  return (
    <section className={`${classes.panel} ${className ?? ''}`} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 ref={headingRef} tabIndex={headingRef ? -1 : undefined} id={id} className={classes.title}>
          {title}
        </h2>
        {note && <span className={classes.note}>{note}</span>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
