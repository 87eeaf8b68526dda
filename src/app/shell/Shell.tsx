/** The frame round every place: top bar, rail (a bar at the bottom on a phone), content. */
import { type ReactNode, useEffect, useRef } from 'react'
import { arrivalAt, type Place, placeOf, useHash } from '../../page/addresses'
import { leadTo } from '../../ui/focus'
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
  const address = useHash()
  const shown = useRef(address)
  useEffect(() => {
    const before = shown.current
    shown.current = address
    const to = arrivalAt(before, address)
    if (!to) return undefined
    // As a page load would: to the top, with the keyboard at the new place.
    if (to === 'top' || placeOf(before) !== placeOf(address)) {
      content.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
    if (to !== 'panel') return undefined
    // The place hears of the address after the frame does.
    const frame = requestAnimationFrame(() => {
      // Those of the other tabs are there too, empty and unseen.
      const panels = content.current?.querySelectorAll<HTMLElement>('[role="tabpanel"]') ?? []
      const panel = Array.from(panels).find((one) => one.checkVisibility())
      // Somebody who goes through the tabs stays at them.
      if (panel && document.activeElement?.getAttribute('role') !== 'tab') leadTo(panel)
    })
    return () => cancelAnimationFrame(frame)
  }, [address])
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
