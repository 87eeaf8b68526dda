/** The texts of the ground, in English; the other languages have this file's type. */
import { numbersOf } from '../numbers'

const { n } = numbersOf('en')

export const en = {
  locale: 'en',
  numbers: numbersOf('en'),
  ui: {
    copied: 'Copied',
    notCopied: 'Not copied: the browser does not let this page',
    close: 'Close',
    cancel: 'Cancel',
    others: (more: number) => `${n(more)} more`,
    fewer: 'Show fewer',
    dismiss: 'Dismiss',
    whatToDo: 'What to do:',
    table: 'Table',
    chart: 'Chart',
  },
}
