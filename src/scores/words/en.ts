/** The texts of confusion matrices, classes and probabilities, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n } = numbersOf('en')

export const en = {
  scores: {
    keys: 'Each cell opens its pictures. Arrow keys move between cells.',
    drawn: (classes: number) => `Confusion matrix of ${n(classes)} classes, drawn: the darker a cell, the larger its share.`,
    mostMixed: 'Mixed up most often',
    mixedOnce: 'Mixed up, each pair once',
    of: (some: number, all: number) => `${n(some)} of ${n(all)}`,
    noneMixed: 'Nothing was mixed up.',
    right: (name: string) => `${name}, recognised`,
    wrong: (actual: string, predicted: string) => `“${actual}” taken for “${predicted}”`,
    confusionHelp: 'Rows are what a picture shows, columns what the network said. On the diagonal it is right.',
    actual: 'Actual',
    predicted: 'Predicted',
    class: 'Class',
    precision: 'Precision',
    precisionHelp: 'of those called so, how many are',
    recall: 'Recall',
    recallHelp: 'of those that are, how many were found',
    f1: 'F1',
    f1Help: 'both in one figure (harmonic mean)',
    support: 'Pictures',
    mean: 'Mean',
    probability: 'Probability by class',
    label: 'label',
    scale: { right: 'right, share', wrong: 'mixed up, share' },
    ends: (first: string, last: string, classes: number) => `1 is ${first}, ${n(classes)} is ${last}.`,
  },
}
