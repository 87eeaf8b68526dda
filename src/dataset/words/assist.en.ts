/** The texts of labelling with the model's help, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count, percent } = numbersOf('en')
const pictures = (total: number) => count(total, 'picture', 'pictures')
type Counted = readonly { readonly className: string; readonly pictures: number }[]

export const assistEn = {
  assist: {
    title: 'Label with the model’s help',
    without: (total: number) => `${pictures(total)} without a label`,
    lead: 'The model answers about every picture that has no label, and says which ones would teach it the most. You accept, many at once or one by one.',
    start: 'Ask the model',
    nothingDone: 'Nothing is labelled before you say so.',
    teach: 'Teach it again',
    teachHint: 'It learns from the labels of now, which takes seconds, and asks for the next 20.',
    allLabelled: 'Every picture has a label. Train with them.',
    otherClasses: 'The classes have changed since: teach it again. What the network saw is kept, so it is quick.',
    phases: {
      looking: (done: number, of: number) => `Looking at pictures: ${n(done)} of ${n(of)}`,
      answering: (done: number, of: number) => `Learning from the labels and answering: ${n(done)} of ${n(of)}`,
    },
    by: {
      model: (_: number) => 'The trained model answers.',
      head: (taught: number) => `Answered by what was learnt from ${count(taught, 'label', 'labels')}.`,
      nobody: (_: number) =>
        'Nobody can answer yet: label some pictures of two classes at least, by their numbers or “Class”, then teach it. Make the classes in the list of classes.',
    },
    right: (right: number, of: number) => `It is right about ${n(right)} of ${n(of)} validation pictures (${percent(right / of, 0)}).`,
    unreadable: (total: number) => `${pictures(total)} could not be read.`,
    least: 'At least so sure',
    acceptAll: (total: number, least: number) => `Accept ${n(total)} at ${Number.isFinite(least) ? n(least) : '…'}% or more`,
    ofClasses: (classes: Counted) =>
      classes
        .slice(0, 5)
        .map(({ className, pictures: some }) => `${className} ${n(some)}`)
        .join(', ') + (classes.length > 5 ? ' …' : ''),
    accepted: (total: number) => `${pictures(total)} labelled.`,
    undone: 'Taken back.',
    which: 'Order',
    orders: {
      next: { name: 'Next 20', means: 'Their labels would teach the most: it is unsure of them, and no two are alike.' },
      sure: { name: 'Sure first', means: 'The surest answers first.' },
      unsure: { name: 'Unsure first', means: 'The least sure answers first.' },
      alike: { name: 'Alike', means: 'Pictures that look alike stand together, the largest group first.' },
    },
    first: (total: number) => `The first ${n(total)} are listed.`,
    keys: 'Arrow keys move. A takes the class that the model says, 1 to 9 give a class, Delete leaves out, Enter opens.',
    shownKeys: [
      { key: '← →', does: 'move' },
      { key: 'A', does: 'accept' },
      { key: '1 … 9', does: 'class' },
      { key: 'Delete', does: 'leave out' },
    ],
    none: 'None is left.',
    allDecided: 'All of these are decided. Teach it again for the next.',
    curve: (of: number) => `Right about ${pictures(of)} of validation, by the number of labels`,
    curveLabel: (first: number, from: number, last: number, to: number) =>
      `Validation accuracy by labels: ${percent(from, 0)} with ${n(first)}, ${percent(to, 0)} with ${n(last)}.`,
    accuracy: 'Accuracy',
    labels: 'Labels',
  },
}
