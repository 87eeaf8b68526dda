/** The texts that every place shares: problems, names of places, in English; the other languages have this file's type. */
import { kindsEn } from './kinds.en'
import { problemsEn } from './problems.en'

export const en = {
  problems: problemsEn,
  kinds: kindsEn,
  places: {
    data: 'Data',
    train: 'Train',
    results: 'Results',
    use: 'Use',
    runs: 'Runs',
  },
  goTo: {
    data: 'Go to Data',
    train: 'Go to Train',
  },
}
