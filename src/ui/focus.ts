/** Where the keyboard goes when what it was on goes away. */

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
