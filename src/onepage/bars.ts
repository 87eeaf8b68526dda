/** The classes with their probabilities as bars, the likeliest first: a few, and all of them when asked for. */
import { classColor } from '../../workers/protocol/palette'
import { element, named } from './dom'
import type { Words } from './words'

/** Classes that are shown at first. */
const FIRST = 5

export interface Bars {
  readonly element: HTMLElement
  show(probabilities: Float64Array): void
}

/** Indices of the classes, the likeliest first. */
export const ranked = (probabilities: Float64Array): number[] =>
  Array.from(probabilities.keys()).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)

export function createBars(classes: readonly string[], words: Words): Bars {
  let known: Float64Array | null = null
  let isLong = false
  const list = element('ol', { className: 'bars', ariaLabel: words.probabilities })
  const more = element('button', { type: 'button', className: 'more', hidden: classes.length <= FIRST })
  more.setAttribute('aria-expanded', 'false')
  const draw = () => {
    more.textContent = isLong ? words.fewer : words.all(classes.length)
    if (!known) return
    const shown = ranked(known).slice(0, isLong ? classes.length : FIRST)
    list.replaceChildren(...shown.map((index) => bar(classes[index] ?? '', index, known?.[index] ?? 0, words)))
  }
  more.addEventListener('click', () => {
    isLong = !isLong
    more.setAttribute('aria-expanded', String(isLong))
    draw()
  })
  draw()
  return {
    element: element('div', {}, list, more),
    show: (probabilities) => {
      known = probabilities
      draw()
    },
  }
}

function bar(name: string, index: number, probability: number, words: Words): HTMLElement {
  const filled = element('span', { className: 'filled' })
  // By the style object: the page's policy allows no style attributes in HTML.
  filled.style.width = `${100 * probability}%`
  filled.style.background = classColor(index)
  const made = element('li', {}, named(name), element('span', { className: 'share' }, words.numbers.percent(probability)))
  made.append(element('span', { className: 'track', ariaHidden: 'true' }, filled))
  Object.assign(made.dataset, { class: String(index), probability: String(probability) })
  return made
}
