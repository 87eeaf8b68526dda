/** The texts of a run’s figures and charts, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, percent } = numbersOf('en')

export const en = {
  runView: {
    bestRestored: (epoch: number) => `The model is the one of epoch ${n(epoch)}, the best.`,
    figures: {
      epoch: 'Epoch',
      step: (step: number, of: number) => `step ${n(step)} of ${n(of)}`,
      valAccuracy: 'Validation accuracy',
      valLoss: 'Validation loss',
      best: (epoch: number) => `best: epoch ${n(epoch)}`,
      speed: 'Pictures a second',
      waiting: (share: number) => `${percent(share, 0)} waiting for data`,
      timeLeft: 'Time left',
      took: 'Time taken',
      firstEpoch: 'after the first epoch',
    },
    charts: {
      loss: 'Loss',
      lossUnit: 'cross-entropy',
      accuracy: 'Accuracy',
      accuracyUnit: '% right',
      epochs: 'epochs',
      train: 'Training, smoothed',
      val: 'Validation',
      best: (epoch: number) => `best (${n(epoch)})`,
      waiting: 'The first points appear after a few steps.',
      epoch: 'Epoch',
    },
    confusionOf: (epoch: number) => `epoch ${n(epoch)}`,
    afterFirst: 'Filled after the first epoch.',
  },
}
