/** At the foot: what the model is, how good it was, where it comes from. */
import type { OnePageAbout } from '../../workers/protocol/onePage'
import { inReadingOrder } from '../../workers/protocol/order'
import { element, named } from './dom'
import type { Words } from './words'

/** Classes that are named in a line. */
const FEW = 12

/** Names in the order in which people read them, the first few of many. */
export function classList(classes: readonly string[], words: Words): (Node | string)[] {
  const shown = inReadingOrder(classes).slice(0, FEW)
  const line = shown.flatMap((name, i) => (i === 0 ? [named(name)] : [', ', named(name)]))
  return shown.length < classes.length ? [...line, ` ${words.more(classes.length - shown.length)}`] : line
}

export function createCard(about: OnePageAbout, words: Words): HTMLElement {
  const { card, noneOf } = about
  const { card: say, numbers } = words
  const right = (of: { right: number; judged: number }) => say.right(of.right, of.judged, numbers.percent(of.right / of.judged))
  const date = new Date(card.created)
  const rows: [string, Node | string][] = [
    [say.validation, right(card.validation)],
    ...(card.test ? [[say.test, right(card.test)] as [string, string]] : []),
    [say.dataset, named(card.dataset)],
    [say.created, Number.isNaN(date.getTime()) ? card.created : date.toLocaleDateString(words.locale, { dateStyle: 'long' })],
    [say.network, say.px(about.arch, about.imageSize)],
    ...(card.baseWeights === null
      ? [[say.base, say.untrained] as [string, string]]
      : [[say.base, named(card.baseWeights)] as [string, Node], [say.licence, named(card.baseWeightsLicence)] as [string, Node]]),
    [say.maker, 'Trainyard'],
  ]
  const list = rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)))
  return element(
    'footer',
    {},
    element('h2', {}, say.title),
    element('p', {}, noneOf ? say.tells : say.limits),
    element('dl', {}, ...list),
    element('p', {}, words.stays),
  )
}
