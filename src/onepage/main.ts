/** The page that is sent to somebody: everything that it needs is in the file, and it asks nobody for anything. */
import { classList, createCard } from './card'
import { element, named, problem } from './dom'
import { createPictures } from './pictures'
import { createPredictor, readAbout } from './predictor'
import { createWebcam } from './webcam'
import { wordsFor } from './words'

const words = wordsFor(navigator.languages)
document.documentElement.lang = words.locale
const about = readAbout()
const { classes } = about
const status = element('p', { className: 'status' }, words.preparing)
status.setAttribute('role', 'status')

/** After the page was shown: reading the weights takes half a second. */
const predictor = new Promise<void>((resolve) => setTimeout(resolve, 50)).then(() => createPredictor(about))
predictor.then(
  () => status.replaceChildren(),
  (thrown: unknown) => status.replaceWith(problem(words.broken.what, words.broken.todo, `(${String(thrown)})`)),
)

document.body.append(
  element(
    'main',
    {},
    element(
      'header',
      {},
      element('h1', {}, named(about.name)),
      element('p', {}, words.says(classes.length)),
      element('p', { className: 'dim' }, ...classList(classes, words)),
      element('p', { className: 'dim' }, words.stays),
      status,
    ),
    element('div', { className: 'places' }, createPictures(classes, predictor, words), createWebcam(about, predictor, words)),
  ),
  createCard(about, words),
)
