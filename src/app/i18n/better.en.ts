/** Texts about better answers (views and runs averaged) and about test pictures, in English. */
import { wordsOf } from './words'

const { n, count, percent } = wordsOf('en')

export const betterEn = {
  tab: 'Better answers',
  title: 'Better answers',
  lead: 'More looks at each picture, or several of your runs together. It takes longer; what it gains is shown before you take it.',
  views: 'Looks at each picture',
  viewsHint: 'Their probabilities are averaged: test-time augmentation.',
  kinds: {
    single: 'One plain look',
    flip: 'The picture and its mirror image',
    crops: 'Five crops: corners and middle',
    'crops-flip': 'Five crops and their mirror images',
  },
  times: (times: number) => `${n(times)} ×`,
  runs: 'Runs that answer together',
  runsHint: 'An ensemble: their probabilities are averaged with weights fitted on the validation pictures.',
  noRuns:
    'No other kept run knows these classes from these pictures. Train one more with the same seed (another picture size, strategy or learning rate), then both can answer together.',
  runFacts: (accuracy: string, size: number) => `${accuracy}, ${n(size)} px`,
  tooMany: (most: number) => `At most ${n(most)} runs together.`,
  nothing: 'Choose more looks, or another run.',
  measure: 'Show the gain',
  cancel: 'Cancel',
  cancelled: 'Cancelled. Nothing was changed.',
  progress: 'Progress of the comparison',
  done: (done: number, of: number, left: string) => `${n(done)} of ${count(of, 'picture', 'pictures')}${left && `, about ${left} left`}`,
  gain: 'What it gains',
  gainNote: (pictures: number) => `on ${count(pictures, 'validation picture', 'validation pictures')}`,
  table: 'Ways to answer, with what they do on the validation pictures',
  way: 'Way to answer',
  accuracy: 'Accuracy',
  logLoss: 'Log loss',
  changes: 'Put right / spoilt',
  changed: (mended: number, spoilt: number) => `${n(mended)} / ${n(spoilt)}`,
  work: 'Work',
  now: 'now',
  least: 'least log loss',
  take: 'Take',
  takeOf: (way: string) => `Take: ${way}`,
  taken: 'Taken',
  takenOf: (way: string) => `Taken: ${way}`,
  alone: 'This run',
  together: (runs: number) => count(runs, 'run', 'runs'),
  honest: {
    fitted:
      'The weights of the runs are fitted on validation pictures. So that the gain is not flattered, each fifth of them is judged here with weights fitted on the other four; what you take is fitted on all of them.',
    chosen:
      'Nothing is fitted for looks of one run. Still, who picks the best of several rows on these pictures sees it a little better than it is.',
    same: (way: string, logLoss: string, equal: string) =>
      `On the very pictures that they were fitted on, the weights of “${way}” give a log loss of ${logLoss}; equal weights give ${equal}.`,
    learned: (pictures: number) =>
      `${count(pictures, 'validation picture', 'validation pictures')} of this run ${pictures === 1 ? 'is' : 'are'} not counted: another run has learned from ${pictures === 1 ? 'it' : 'them'}.`,
    few: 'With so few pictures one or two more right may be chance.',
  },
  weight: (name: string, share: number) => `${name} ${percent(share, 0)}`,
  none: 'Nothing here has a lower log loss than one plain look: keep that.',
  isTaken: (way: string) => `Pictures and submissions are answered by: ${way}.`,
  downloads: 'Downloads stay this run’s network alone.',
  back: 'Back to one plain look',
  webcam: {
    flip: 'Live, this run looks at each frame and its mirror image: about half as many frames a second.',
    plain: 'Live, this run answers alone with one look: more would be too slow.',
  },
  explainAlone: 'Grad-CAM and these shares are those of this run’s one plain look.',
  looks: (done: number, of: number, left: string) => `${n(done)} of ${n(of)} pictures and runs${left && `, about ${left} left`}`,
  test: {
    none: 'Open Kaggle’s test folder or zip (test1, with 1.jpg, 2.jpg, …). Your training pictures stay open.',
    open: (name: string, pictures: number) => `“${name}”: ${count(pictures, 'test picture', 'test pictures')}`,
    own: (pictures: number) => `${count(pictures, 'test picture', 'test pictures')} of the open pictures`,
    close: 'Close them',
  },
  open: 'Open',
  openOf: (name: string) => `Open “${name}” in Results`,
  keptRun: (name: string) => `Kept run “${name}”`,
}

export type BetterText = typeof betterEn
