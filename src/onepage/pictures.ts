/** Pictures that are dropped, chosen or pasted: each with what the model says. */
import { decodeByBrowser, headerOf } from '../../workers/data/decode/browser'
import { DecodeError } from '../../workers/data/files/refusal'
import { oneLine } from '../../workers/protocol/text'
import { createBars, ranked } from './bars'
import { element, named, problem } from './dom'
import { createNote } from './note'
import type { Predictor } from './predictor'
import type { Words } from './words'

/** Letters of a name in a sentence. */
const MOST_SAID = 60

/** @param predictor that is not there yet, or never will be */
export function createPictures(classes: readonly string[], predictor: Promise<Predictor>, words: Words): HTMLElement {
  const input = element('input', { type: 'file', accept: 'image/*', multiple: true, hidden: true })
  const choose = element('button', { type: 'button', className: 'main' }, words.choose)
  const clear = element('button', { type: 'button', hidden: true }, words.clear)
  const list = element('ul', { className: 'pictures' })
  const status = element('p', { className: 'status' })
  status.setAttribute('role', 'status')
  const zone = element(
    'div',
    { className: 'zone' },
    element('p', {}, words.drop),
    element('div', { className: 'buttons' }, choose, clear),
    input,
  )

  const nameOf = (file: File) => file.name || words.pasted
  const look = async (file: File, place: HTMLElement) => {
    const ready = await predictor
    // It was cleared away meanwhile.
    if (!place.isConnected) return
    const picture = await decodeByBrowser(file, await headerOf(file))
    try {
      const { probabilities, isNone } = await ready.ask(picture)
      if (!place.isConnected) return
      const [note, bars] = [createNote(words, false), createBars(classes, words)]
      note.show(isNone)
      bars.show(probabilities)
      place.replaceChildren(note.element, bars.element)
      const top = ranked(probabilities)[0] ?? 0
      const [from, said] = [nameOf(file), classes[top] ?? ''].map((name) => oneLine(name, MOST_SAID))
      const answer = words.answer(from ?? '', said ?? '', words.numbers.percent(probabilities[top] ?? 0))
      status.textContent = isNone ? `${answer} · ${words.noneOf.says}` : answer
    } finally {
      picture.close()
    }
  }
  // One after another, in the order in which they came.
  let last = Promise.resolve()
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const url = URL.createObjectURL(file)
      const image = element('img', { src: url, alt: '', loading: 'lazy' })
      // A file that is no picture has none to be shown.
      image.addEventListener('error', () => image.remove())
      const place = element('div', { className: 'answer' }, element('p', { className: 'status' }, words.looking))
      list.append(element('li', {}, image, element('div', {}, element('h3', {}, named(nameOf(file))), place)))
      last = last.then(() => look(file, place)).catch((thrown: unknown) => place.replaceChildren(problem(sentenceOf(thrown, words))))
    }
    clear.hidden = list.childElementCount === 0
  }

  choose.addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    add(Array.from(input.files ?? []))
    // The same file may be chosen again.
    input.value = ''
  })
  clear.addEventListener('click', () => {
    for (const image of list.querySelectorAll('img')) URL.revokeObjectURL(image.src)
    list.replaceChildren()
    status.textContent = ''
    clear.hidden = true
    choose.focus()
  })
  document.addEventListener('paste', ({ clipboardData }) => add(Array.from(clipboardData?.files ?? [])))
  // All of the page: who misses a field would else leave the page.
  for (const begin of ['dragenter', 'dragover'] as const) {
    document.addEventListener(begin, (event) => {
      event.preventDefault()
      zone.dataset.over = ''
    })
  }
  for (const end of ['dragleave', 'drop'] as const) document.addEventListener(end, () => delete zone.dataset.over)
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    add(Array.from(event.dataTransfer?.files ?? []))
  })
  return element('section', {}, element('h2', {}, words.pictures), zone, status, list)
}

function sentenceOf(thrown: unknown, words: Words): string {
  return thrown instanceof DecodeError ? words.faults[thrown.fault] : `${words.broken.what} (${String(thrown)})`
}
