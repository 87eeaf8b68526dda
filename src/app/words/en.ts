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
  site: {
    newVersion: 'A new version is there. The page is loaded anew for it; pictures and runs stay.',
    take: 'Take it',
    later: 'Later',
    close: 'Close',
    kept: 'Everything is kept in this browser now: the studio opens and trains without a network, too.',
    oneThread:
      'This browser does not let the page use several threads here (a private window, or blocked site data), so the processor trains with one: slower, with the same results. In a usual window it uses all.',
    notSecure:
      'This address is not secure (http), so browsers give the page one thread, no camera, and no graphics card. Open it by https, or on the machine that serves it as http://localhost.',
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
    diverged: 'Diverged',
    failed: 'Ended with a problem',
    afterTraining: 'After training',
    accuracy: (share: number) => `${percent(share)} right`,
    tryIt: 'Try it',
  },
}
