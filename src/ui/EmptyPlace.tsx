/** What an empty place shows: what will stand here and what to do next. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './EmptyPlace.module.css'

interface EmptyPlaceProps {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly action?: { readonly label: string; readonly href: string }
  /** Level of the title: 1 where it is the place's own, 2 inside one. */
  readonly level?: 1 | 2
  /** Whether `children` have what is to be done first. */
  readonly isSecond?: boolean
  /** More that can be done, above the action. */
  readonly children?: ReactNode
}

export function EmptyPlace({ icon, title, text, action, level = 1, isSecond = false, children }: EmptyPlaceProps) {
  const Heading = `h${level}` as const
  return (
    <div className={classes.empty}>
      <div className={classes.icon} aria-hidden>
        {icon}
      </div>
      <Heading className={classes.title}>{title}</Heading>
      <p className={classes.text}>{text}</p>
      {children}
      {action && (
        <Button component="a" href={action.href} mt={14} variant={isSecond ? 'default' : 'filled'}>
          {action.label}
        </Button>
      )}
    </div>
  )
}
