/** Says beside an answer that the picture is probably none of the classes; the bars stay where they are. */
import { element } from './dom'
import type { Words } from './words'

interface Note {
  readonly element: HTMLElement
  show(isNone: boolean): void
}

/** @param keepsPlace whether its place stays where there is nothing to say: bars below do not jump while frames come and go */
export function createNote({ noneOf }: Words, keepsPlace: boolean): Note {
  const place = element('p', { className: 'none', hidden: !keepsPlace })
  return {
    element: place,
    show: (isNone) => {
      place.hidden = !isNone && !keepsPlace
      // Many frames say the same; nothing is made anew for them.
      if (isNone !== place.hasChildNodes()) place.replaceChildren(...(isNone ? [element('span', { title: noneOf.why }, noneOf.says)] : []))
    },
  }
}
