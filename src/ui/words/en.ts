/** The texts of the ground, in English; the other languages have this file's type. */
import { numbersOf } from '../numbers'

export const en = {
  locale: 'en',
  numbers: numbersOf('en'),
  ui: {
    close: 'Close',
    cancel: 'Cancel',
    more: 'Show more',
    dismiss: 'Dismiss',
    whatToDo: 'What to do:',
    table: 'Table',
    chart: 'Chart',
  },
}
