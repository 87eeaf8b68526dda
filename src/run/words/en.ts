/** The texts of a run’s figures and charts, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n, percent } = numbersOf('en')

/** What makes an epoch the best: the recipe's "Best means". */
export type BestBy = 'val-loss' | 'val-accuracy'
const bestBy: Readonly<Record<BestBy, string>> = { 'val-loss': 'lowest validation loss', 'val-accuracy': 'highest validation accuracy' }

export const en = {
  runView: {
    bestRestored: (epoch: number, by: BestBy) => `The model is the one of epoch ${n(epoch)}, which has the ${bestBy[by]}.`,
    bestBy,
    figures: {
      epoch: 'Epoch',
      step: (step: number, of: number) => `step ${n(step)} of ${n(of)}`,
      valAccuracy: 'Validation accuracy',
      valLoss: 'Validation loss',
      best: (epoch: number, by: BestBy) => `${bestBy[by]}: epoch ${n(epoch)}`,
      highest: (accuracy: string, epoch: number) => `highest: ${accuracy}, epoch ${n(epoch)}`,
      speed: 'Pictures a second',
      waiting: (share: number) => `${percent(share, 0)} waiting for data`,
      timeLeft: 'Time left',
      leftLater: 'known after a few steps',
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
      trainMean: 'Training, mean of the epoch',
      val: 'Validation',
      best: (epoch: number) => `best (${n(epoch)})`,
      logarithmic: 'logarithmic axis',
      waiting: 'The first points appear after a few steps.',
      waitingForLook: 'The first points appear once every picture has been looked at.',
      epoch: 'Epoch',
    },
    confusionOf: (epoch: number) => `epoch ${n(epoch)}`,
    ofModel: (epoch: number) => `epoch ${n(epoch)}, the model’s`,
    ends: { diverged: 'Diverged', stopped: 'Stopped', failed: 'Failed', interrupted: 'Interrupted', running: 'Running' },
    afterFirst: 'Filled after the first epoch.',
  },
}
