/**
 * Faults of a page's layout by measures of what is drawn: a page wider than its window, text that is cut and can be had nowhere in full, labels that leave
 * their drawing, controls and cards that lie over each other, what scrolls without a sign of it, and boxes that are drawn with nothing in them.
 */
import type { Page } from '@playwright/test'

export interface LayoutFault {
  readonly kind: 'wide' | 'clipped' | 'label' | 'overlap' | 'unsigned' | 'empty'
  /** The text that it is about, and by how many pixels. */
  readonly what: string
}

/** What is wrong with what the page shows now; nothing of what lies behind a scroll bar counts as cut. */
export function layoutFaults(page: Page): Promise<LayoutFault[]> {
  return page.evaluate(measure)
}

/** Runs in the page, and so may use nothing from outside of itself. */
function measure(): LayoutFault[] {
  const faults: LayoutFault[] = []
  /** Pixels that rounding may take. */
  const SLACK = 1.5
  const tell = (kind: LayoutFault['kind'], element: Element, by: string) => {
    const text = (element.textContent || element.getAttribute('aria-label') || element.tagName).trim().slice(0, 60)
    faults.push({ kind, what: `${text} <${element.tagName.toLowerCase()} ${element.getAttribute('class') ?? ''}> ${by}` })
  }
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) faults.push({ kind: 'wide', what: `${scrollWidth} of ${innerWidth}` })

  const clips = (value: string) => value === 'hidden' || value === 'clip'
  const scrolls = (value: string) => value === 'auto' || value === 'scroll'
  /** Meant for screen readers only. */
  const isUnseen = (element: Element) => {
    const style = getComputedStyle(element)
    const { width, height } = element.getBoundingClientRect()
    return (
      style.visibility === 'hidden' ||
      style.display === 'none' ||
      style.clipPath !== 'none' ||
      (clips(style.overflow) && width <= 1 && height <= 1)
    )
  }
  const ancestorsOf = (element: Element) => {
    const all: Element[] = []
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) all.push(at)
    return all
  }
  /** Whether the whole text, also of what a shortened name left out, is had where it is pointed at, and by the keyboard where something there takes the focus. */
  const isTold = (element: Element, text: string) =>
    ancestorsOf(element).some((at) => {
      const whole = at.getAttribute('title') ?? at.getAttribute('aria-label') ?? ''
      return text.split('…').every((part) => whole.includes(part))
    })

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    const element = node.parentElement
    if (text === '' || !element || element.closest('svg, canvas, script, style, noscript')) continue
    const ancestors = ancestorsOf(element)
    // What is folded away has a box, and is not drawn.
    if (!element.checkVisibility() || ancestors.some(isUnseen)) continue
    range.selectNodeContents(node)
    const drawn = range.getBoundingClientRect()
    if (drawn.width === 0 || drawn.height === 0) continue
    for (const at of ancestors) {
      const style = getComputedStyle(at)
      // What scrolls shows it all.
      if (scrolls(style.overflowX) && scrolls(style.overflowY)) break
      const box = at.getBoundingClientRect()
      const across = clips(style.overflowX) ? Math.max(drawn.right - box.right, box.left - drawn.left) : 0
      const down = clips(style.overflowY) ? Math.max(drawn.bottom - box.bottom, box.top - drawn.top) : 0
      // Letters may reach over the edge of a line by a pixel or two.
      if (across <= SLACK && down <= 3) {
        if (scrolls(style.overflowX) || scrolls(style.overflowY)) break
        continue
      }
      if (!isTold(element, text)) tell('clipped', element, `by ${Math.round(Math.max(across, down))} px`)
      break
    }
  }

  // What stands in a field has no box of its own.
  const pen = document.createElement('canvas').getContext('2d')
  for (const field of document.querySelectorAll<HTMLInputElement>('main input, [role="dialog"] input')) {
    if (!['text', 'search', 'number'].includes(field.type) || !field.checkVisibility() || !pen) continue
    const style = getComputedStyle(field)
    pen.font = style.font
    const room = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
    const text = field.value || field.placeholder
    const over = pen.measureText(text).width - room
    if (over > SLACK && !isTold(field, text)) faults.push({ kind: 'clipped', what: `${text} <input> by ${Math.round(over)} px` })
  }

  // Where scroll bars are not drawn, nothing else tells that there is more.
  for (const scroller of document.querySelectorAll<HTMLElement>('main *, [role="dialog"] *')) {
    const style = getComputedStyle(scroller)
    const more =
      (scrolls(style.overflowX) && scroller.scrollWidth - scroller.clientWidth > SLACK) ||
      (scrolls(style.overflowY) && scroller.scrollHeight - scroller.clientHeight > SLACK)
    if (!more || scroller.dataset.beyond || scroller.tagName === 'TEXTAREA' || !scroller.checkVisibility()) continue
    // A dialog's own frame, and what a library draws a bar for.
    if (scroller.matches('[role="dialog"], [class*="mantine-ScrollArea"]')) continue
    tell(
      'unsigned',
      scroller,
      `${scroller.scrollWidth} × ${scroller.scrollHeight} in ${scroller.clientWidth} × ${scroller.clientHeight} px`,
    )
  }

  // A note that is drawn before there is anything to say.
  for (const note of document.querySelectorAll<HTMLElement>(
    'main p, main li, main dd, main [role="status"], main [role="alert"], main section',
  )) {
    if (note.textContent?.trim() || note.querySelector('img, svg, canvas, video, input, textarea, [role="progressbar"]')) continue
    const { width, height } = note.getBoundingClientRect()
    const { borderTopWidth, borderLeftWidth, backgroundColor } = getComputedStyle(note)
    const isDrawn = Number.parseFloat(borderTopWidth) + Number.parseFloat(borderLeftWidth) > 0 || backgroundColor !== 'rgba(0, 0, 0, 0)'
    if (isDrawn && width > 1 && height > 1 && note.checkVisibility()) tell('empty', note, `${Math.round(width)} × ${Math.round(height)} px`)
  }

  for (const label of document.querySelectorAll('svg text')) {
    const svg = label.closest('svg')
    if (!svg || ancestorsOf(svg).some(isUnseen)) continue
    const [text, box] = [label.getBoundingClientRect(), svg.getBoundingClientRect()]
    const out = Math.max(text.right - box.right, box.left - text.left, text.bottom - box.bottom, box.top - text.top)
    if (text.width > 0 && out > SLACK) tell('label', label, `by ${Math.round(out)} px`)
  }

  /** Where of the element anything can be seen: within whatever it scrolls in. */
  const seen = (element: Element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect()
    for (const at of ancestorsOf(element).slice(1)) {
      const style = getComputedStyle(at)
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
      const box = at.getBoundingClientRect()
      ;[left, top, right, bottom] = [
        Math.max(left, box.left),
        Math.max(top, box.top),
        Math.min(right, box.right),
        Math.min(bottom, box.bottom),
      ]
    }
    return { left, top, right, bottom }
  }
  const isAfloat = (element: Element) => ancestorsOf(element).some((at) => ['fixed', 'sticky'].includes(getComputedStyle(at).position))
  const controls = Array.from(document.querySelectorAll('main button, main a[href], main [role="tab"], main select, main textarea'))
    .filter((element) => element.checkVisibility() && !ancestorsOf(element).some(isUnseen) && !isAfloat(element))
    .map((element) => ({ element, box: seen(element) }))
    .filter(({ box }) => box.right - box.left > 2 && box.bottom - box.top > 2)
  const tellOverlaps = (boxes: typeof controls, kind: string) => {
    for (const [i, one] of boxes.entries())
      for (const other of boxes.slice(i + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (across <= 2 || down <= 2) continue
        const text = (other.element.textContent ?? '').trim().slice(0, 40)
        tell('overlap', one.element, `${kind}: ${text} by ${Math.round(across)} × ${Math.round(down)} px`)
      }
  }
  tellOverlaps(controls, 'control')

  // Cards: what has a frame with round corners. Those that stay in sight lie over others once the page is scrolled, and over none before.
  const cards = Array.from(document.querySelectorAll('main *'))
    .filter((element) => {
      const { borderTopWidth, borderBottomWidth, borderTopLeftRadius } = getComputedStyle(element)
      return Math.min(...[borderTopWidth, borderBottomWidth, borderTopLeftRadius].map(Number.parseFloat)) > 0
    })
    .filter((element) => element.checkVisibility() && !ancestorsOf(element).some(isUnseen) && (scrollY === 0 || !isAfloat(element)))
    .map((element) => ({ element, box: seen(element) }))
    .filter(({ box }) => box.right - box.left > 120 && box.bottom - box.top > 60)
  tellOverlaps(cards, 'card')
  return faults
}
