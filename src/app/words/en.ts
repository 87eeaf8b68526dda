/** The texts of the frame round every place, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, count, percent } = numbersOf('en')

export const en = {
  app: {
    skip: 'Skip to content',
    places: 'Places',
    language: 'Language',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    system: 'Like the system',
    noRun: 'No run is open',
    answers: (name: string) => `“${name}” answers`,
    deletedAnswers: 'a run that was deleted answers',
    crashed: 'The page itself failed to draw.',
    reload: 'Reload the page',
  },
  rail: {
    noPictures: 'No pictures yet',
    opening: 'Opening …',
    pictures: (total: number) => count(total, 'picture', 'pictures'),
    ready: 'Ready to train',
    needsPictures: 'Needs pictures',
    starting: 'Starting …',
    paused: (epoch: number | undefined) => (epoch === undefined ? 'Paused' : `Paused, epoch ${n(epoch)}`),
    looking: (share: number) => `Looking: ${percent(share, 0)}`,
    epoch: (epoch: number, of: number) => `Epoch ${n(epoch)} of ${n(of)}`,
    done: 'Done',
    stopped: 'Stopped',
    failed: 'Ended with a problem',
    afterTraining: 'After training',
    accuracy: (share: number) => `${percent(share)} right`,
    tryIt: 'Try it',
  },
}
