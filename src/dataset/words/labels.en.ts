/** The texts of labels looked at by the model, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count, percent } = numbersOf('en')
const pictures = (total: number) => count(total, 'picture', 'pictures')
type Counted = readonly { readonly className: string; readonly pictures: number }[]

export const labelsEn = {
  /** Beside every press that has the network look at the pictures. */
  asking: {
    noModel: 'A trained model does the looking.',
    train: 'Train one',
    fromRuns: 'Take one from Runs',
    taken: 'Training or a search has the network now; wait until it is over.',
  },
  labels: {
    title: 'Wrong labels, by the model',
    lead: 'The model looks at every labelled picture, those that it learned from too: five heads are fitted, and each answers only about pictures that it did not see. Labels that they would not give, and pictures like no others, come out first.',
    start: 'Look for wrong labels',
    again: 'Look again',
    looked: (checked: number) => `${pictures(checked)} looked at`,
    unreadable: (total: number) => `${pictures(total)} could not be read and ${total === 1 ? 'was' : 'were'} not looked at.`,
    learnt:
      'This model’s whole network learned from these pictures, so it believes their labels more than it should. A run that trains only the head finds more.',
    otherClasses: 'The classes have changed since: look again. What the network saw is kept, so it is quick.',
    phases: {
      looking: (done: number, of: number) => `Looking at pictures: ${n(done)} of ${n(of)}`,
      judging: (done: number, of: number) => `Asking five heads: ${n(Math.floor(done))} of ${n(of)}`,
      comparing: (done: number, of: number) => `Comparing pictures with each other: ${n(done)} of ${n(of)}`,
    },
    left: (time: string) => `about ${time} left`,
    which: 'What is shown',
    reviews: {
      likely: {
        name: (total: number) => `Likely wrong (${n(total)})`,
        means: () => 'So many labels of each class are expected to be wrong, and these are they, the most doubtful first.',
      },
      unsure: {
        name: (total: number) => `Less sure (${n(total)})`,
        means: () =>
          'The model would say another class, but it also takes right pictures of that class for others. Look where all five most alike agree with it; most others are merely hard.',
      },
      unlike: {
        name: (total: number) => `Like no other (${n(total)})`,
        means: (compared: number) =>
          `At most a tenth of all: the furthest from the five most alike first, of ${pictures(compared)} compared with. Look for what does not belong here.`,
      },
      unexplained: {
        name: (total: number) => `No class explains (${n(total)})`,
        means: () => 'Far from the middle of every class, though others may be like them: perhaps a class of their own, or none of yours.',
      },
    },
    keys: 'Arrow keys move. A takes the class that the model says, 1 to 9 give a class, R says that the label is right, Delete leaves out, Enter opens.',
    shownKeys: [
      { key: '← →', does: 'move' },
      { key: 'A', does: 'accept' },
      { key: '1 … 9', does: 'class' },
      { key: 'R', does: 'it is right' },
      { key: 'Delete', does: 'leave out' },
    ],
    place: (at: number, of: number) => `${n(at)} of ${n(of)}`,
    withoutLabel: 'No label yet.',
    given: (name: string) => `Labelled “${name}”.`,
    says: (name: string, probability: number) => `The model says “${name}”, ${percent(probability, 0)}.`,
    alike: (total: number, classes: Counted) =>
      classes.length === 1
        ? `The ${n(total)} most alike are all “${classes[0]!.className}”.`
        : `Of the ${n(total)} most alike: ${classes.map(({ className, pictures: some }) => `${n(some)} “${className}”`).join(', ')}.`,
    accept: (name: string) => `It is “${name}”`,
    right: 'The label is right',
    otherClass: 'Class',
    none: 'Nothing found.',
    allDecided: 'All decided. Train again, and look once more: with better labels the model sees better.',
    decided: {
      relabel: (path: string, name: string) => `${path}: now “${name}”.`,
      confirm: (path: string) => `${path}: the label is right.`,
      'leave-out': (path: string) => `${path}: left out.`,
    },
    undone: 'Taken back.',
    confirmed: (total: number) => `${pictures(total)} that you said to be right ${total === 1 ? 'is' : 'are'} not asked about.`,
    askAgain: 'Ask again',
  },
}
