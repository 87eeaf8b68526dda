/** Where the keyboard goes when what it was on goes away, and where both it and the eyes are led. */

/**
 * Moves the keyboard to `to` where it was on `gone`, or is nowhere; somebody who has moved on is left alone.
 *
 * @param gone what goes away, or has gone
 * @param to nothing happens where it is not there either
 */
export function focusInstead(gone: Element, to: HTMLElement | null): void {
  const { activeElement, body } = gone.ownerDocument
  if (activeElement === null || activeElement === body || gone.contains(activeElement)) to?.focus({ preventScroll: true })
}

/** Pixels below the top of the window, and above its end, that bars take. */
const [ABOVE, BELOW] = [56, 72]

/** Whether the beginning of an element is where a person sees it without scrolling. */
export function isInSight(element: Element): boolean {
  const { top } = element.getBoundingClientRect()
  return top >= ABOVE && top < innerHeight - BELOW
}

/** Brings what was asked for into sight, where it is not, and the keyboard to it. Whatever it is takes the focus from scripts. */
export function leadTo(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex') && element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
  if (!isInSight(element)) element.scrollIntoView({ block: 'start' })
}
