/** The texts of the search for a good recipe, in English; the other languages have this file's type. */
import { duration } from '../../ui/format'
import { numbersOf } from '../../ui/numbers'

const { n, count } = numbersOf('en')

const time = (minutes: number): string => duration(60 * minutes, 'en')

export const en = {
  recipeSearch: {
    title: 'Find a good recipe',
    lead: 'Tries recipes on your pictures within a time that you give, from the settings below on: their pictures, size and augmentation stay. You choose whether to take what it finds.',
    minutes: (minutes: number) => time(minutes),
    start: (minutes: number) => `Find a good recipe in ${time(minutes)}`,
    goOnFor: (minutes: number) => `Go on for ${time(minutes)}`,
    starting: 'Getting the pictures ready …',
    stopping: 'Stopping …',
    features: (done: number, of: number) => `The network looks at the pictures once: ${n(done)} of ${n(of)}`,
    trying: (trial: number, epoch: number, epochs: number) => `Trying recipe ${n(trial)}: epoch ${n(epoch)} of ${n(epochs)}`,
    pausing: 'Pausing …',
    paused: 'Paused',
    left: (time: string) => `${time} left`,
    ended: {
      done: 'Everything on the list was tried.',
      time: 'The time is up.',
      left: 'Stopped. What was tried is kept, and the search can go on from there.',
    },
    nothing:
      'The time did not do for a first result: just to look at the pictures once takes longer here. What was begun is kept; go on, or use fewer pictures (“Use at most”).',
    nothingWhole:
      'The time did not do for a first result: the network begins untrained, so all of it learns in every recipe, and the shortest takes longer here. Give it more time, or use smaller or fewer pictures.',
    pause: 'Pause',
    resume: 'Go on',
    stop: 'Stop the search',
    progress: 'Time of the search',
    best: (trial: number) => `Best so far: recipe ${n(trial)}`,
    found: (trial: number) => `Found: recipe ${n(trial)}`,
    itsFigure: (accuracy: string, low: string, high: string, pictures: number, epochs: number) =>
      `${accuracy} right (between ${low} and ${high}, at 95%) of ${count(pictures, 'picture', 'pictures')}, after ${count(epochs, 'epoch', 'epochs')}.`,
    yours: (accuracy: string, epochs: number) => `Your own settings reached ${accuracy} after ${count(epochs, 'epoch', 'epochs')}.`,
    isYours: 'These are your own settings, with the epochs that did best.',
    flatters: 'It was chosen by these very pictures, so the figure flatters a little. Labelled test pictures were not looked at.',
    folds: (parts: number) =>
      `There are few pictures for validation, so all pictures are judged: in ${n(parts)} parts, each by a head that learned from the others.`,
    take: 'Take this recipe',
    taken: 'The form has this recipe now.',
    openRun: 'See its run',
    close: 'Put away',
    startFirst: 'Choose what to start from first: the search tries its recipes on those weights.',
    ofOthers: (pictures: string) => `This search is of other pictures: ${pictures}.`,
    reopens: 'To go on with it they are opened again.',
    fromOthers: (weights: string) => `Its recipes start from other weights than are chosen now${weights ? `: ${weights}` : ''}.`,
    chooseThem: 'To go on with it choose those again.',
    table: 'What was tried',
    recipe: 'Recipe',
    after: (epochs: number) => `${count(epochs, 'epoch', 'epochs')}`,
    own: 'your settings',
    whole: (epochs: number) => `the whole network learns, ${count(epochs, 'epoch', 'epochs')}`,
    status: {
      waiting: 'waits',
      on: 'on now',
      begun: 'begun',
      tried: '',
      out: 'dropped',
      failed: 'its loss ran away, or it found no memory',
    },
    bestMark: 'best',
    lossOf: (loss: string) => `loss ${loss}`,
    rightOf: 'Right',
    howWhole:
      'The network begins untrained: a head alone has nothing to go by, so the whole network learns in every recipe, those with few epochs first.',
    how: (heads: number, stages: readonly number[]) =>
      `${n(heads)} recipes for the head are compared after ${stages.map((epochs) => n(epochs)).join(', then ')} epochs; each time the best third goes on. If there is time left, the whole network learns too.`,
  },
}
