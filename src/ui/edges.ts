/** A sign at each edge behind which there is more: what scrolls says so, also where its scroll bar is not drawn, as on phones. */

/** CSS pixels that rounding may take. */
const SLACK = 1

/** Which sides of a scroller have more behind them. */
export function sidesBeyond({
  scrollLeft,
  scrollTop,
  scrollWidth,
  scrollHeight,
  clientWidth,
  clientHeight,
}: Pick<HTMLElement, 'scrollLeft' | 'scrollTop' | 'scrollWidth' | 'scrollHeight' | 'clientWidth' | 'clientHeight'>): readonly (
  | 'left'
  | 'right'
  | 'top'
  | 'bottom'
)[] {
  const sides: ('left' | 'right' | 'top' | 'bottom')[] = []
  if (scrollLeft > SLACK) sides.push('left')
  if (scrollLeft + clientWidth < scrollWidth - SLACK) sides.push('right')
  if (scrollTop > SLACK) sides.push('top')
  if (scrollTop + clientHeight < scrollHeight - SLACK) sides.push('bottom')
  return sides
}

/**
 * The ref of whatever scrolls: keeps its attribute `data-beyond` at the sides that have more behind them, by which `app.css` lets those edges fade. Every
 * scroller has it (`tools/standing/measures.ts` finds one that has not).
 */
export function markEdges(element: HTMLElement | null): (() => void) | undefined {
  if (!element) return undefined
  const mark = () => {
    const sides = sidesBeyond(element).join(' ')
    if (element.dataset.beyond !== sides) element.dataset.beyond = sides
  }
  const sizes = new ResizeObserver(mark)
  const watch = () => {
    sizes.disconnect()
    for (const one of [element, ...element.children]) sizes.observe(one)
    mark()
  }
  const inside = new MutationObserver(watch)
  inside.observe(element, { childList: true })
  element.addEventListener('scroll', mark, { passive: true })
  watch()
  return () => {
    inside.disconnect()
    sizes.disconnect()
    element.removeEventListener('scroll', mark)
  }
}
