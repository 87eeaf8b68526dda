/** The frame round every place: top bar, rail (a bar at the bottom on a phone), content. */
import { type ReactNode, useEffect, useRef } from 'react'
import type { Place } from '../../page/addresses'
import { useText } from '../words'
import { Rail } from './Rail'
import classes from './Shell.module.css'
import { TopBar } from './TopBar'

interface ShellProps {
  readonly place: Place
  readonly children: ReactNode
}

export function Shell({ place, children }: ShellProps) {
  const text = useText()
  const content = useRef<HTMLElement>(null)
  const shown = useRef(place)
  useEffect(() => {
    if (shown.current === place) return
    shown.current = place
    // As a page load would: to the top, with the keyboard at the new place.
    content.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [place])
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => content.current?.focus()}>
        {text.app.skip}
      </button>
      <TopBar />
      <Rail place={place} />
      <main className={classes.content} ref={content} tabIndex={-1} aria-label={text.places[place]}>
        {children}
      </main>
    </div>
  )
}
