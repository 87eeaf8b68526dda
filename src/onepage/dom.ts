/** Elements, with texts as texts: nothing that comes from a file is ever read as HTML. */
import { oneLine } from '../../workers/protocol/text'

/** An element with its properties (`class` as `className`) and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style'>> = {},
  ...content: (Node | string | null)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...content.filter((one) => one !== null))
  return made
}

/** Letters of a name that are shown. */
const MOST = 120

/** A name that somebody gave, on one line, in its own direction and not too much of it. */
export const named = (name: string): HTMLElement => element('bdi', {}, oneLine(name, MOST))

/** What went wrong and what to do, announced. */
export function problem(...sentences: string[]): HTMLElement {
  const made = element('p', { className: 'problem' }, sentences.join(' '))
  made.setAttribute('role', 'alert')
  return made
}
