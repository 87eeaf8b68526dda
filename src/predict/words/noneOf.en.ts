/** The texts of "None of these", in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count } = numbersOf('en')

export const en = {
  noneOf: {
    tab: 'None of these',
    title: 'None of these',
    lead: 'A network must always choose one of its classes. This says beside the answer when a picture is like none that the run learned from.',
    learn: 'Learn what your pictures look like',
    again: 'Learn it again',
    takes: 'Each of the run’s pictures is looked at once. What is learned is kept with the run, and goes into its files.',
    needsPictures: 'The run’s own pictures are needed for it: open them in Data first.',
    progress: 'Progress of looking at pictures',
    done: (done: number, of: number, left: string) => `${n(done)} of ${count(of, 'picture', 'pictures')}${left && `, about ${left} left`}`,
    isOn: 'Say when a picture is probably none of these',
    passLabel: 'Share of your pictures that pass',
    pass: (share: string) => `${share} of your pictures pass`,
    price: (share: string, pictures: number) =>
      `The price: about ${share} of pictures like your ${count(pictures, 'validation picture', 'validation pictures')} are called “none of these” too. The answer and its bars stay in any case.`,
    fact: (share: string) => `says “none of these” (${share} pass)`,
    trial: {
      title: 'Try it with other pictures',
      lead: 'Drop pictures of anything that is none of your classes, and see how many would be refused.',
      drop: 'Drop other pictures or a folder of them here, or click to choose',
      nothing: (unreadable: number) => `Nothing to look at: ${count(unreadable, 'file', 'files')} could not be read as a picture.`,
      caption: (pictures: number, unreadable: number) =>
        `${count(pictures, 'other picture', 'other pictures')}${unreadable > 0 ? `; ${count(unreadable, 'file', 'files')} could not be read` : ''}`,
      passes: 'Of your pictures pass',
      refused: 'Of the others are refused',
      share: (refused: number, of: number, share: string) => `${n(refused)} of ${n(of)} (${share})`,
      auc: (similarity: string, probability: string, validation: number) =>
        `Telling them from your ${count(validation, 'validation picture', 'validation pictures')}: AUC ${similarity}; by the largest probability alone ${probability}. 1 is perfect, 0.5 is guessing.`,
      noAuc: 'Open the run’s pictures to see how well the two are told apart (AUC).',
    },
  },
}
