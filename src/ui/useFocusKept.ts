/** Keeps the keyboard in a panel whose pressed button goes away: what a press begins takes the button's place, and so does its end. */
import { type RefObject, useEffect, useRef } from 'react'
import { focusInstead } from './focus'

/** What in the panel takes the place of what has gone: of a choice that is drawn anew the chosen one; the way to cancel (`data-cancels`); else nothing. */
function insteadOf(gone: Element, panel: Element | null): HTMLElement | null {
  const what = gone.matches('input[type="radio"]') ? 'input[type="radio"]:checked' : '[data-cancels]'
  return panel?.querySelector<HTMLElement>(what) ?? null
}

/**
 * The `headingRef` of a panel. Where the keyboard was on something of the panel that is gone now, it goes to what cancels, or to the heading.
 *
 * @param shown changes whenever the panel may show other buttons
 */
export function useFocusKept(shown: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  const held = useRef<Element | null>(null)
  useEffect(() => {
    const follow = ({ target }: FocusEvent) => {
      held.current = target instanceof Element && heading.current?.closest('section')?.contains(target) ? target : null
    }
    document.addEventListener('focusin', follow)
    return () => document.removeEventListener('focusin', follow)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown tells when something may have gone
  useEffect(() => {
    const gone = held.current
    const to = heading.current
    if (gone && !gone.isConnected && to) focusInstead(gone, insteadOf(gone, to.closest('section')) ?? to)
  }, [shown])
  return heading
}
