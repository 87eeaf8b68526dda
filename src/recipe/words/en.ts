/** The texts of the recipe and its options, in English; the other languages have this file's type. */
import { numbersOf } from '../../ui/numbers'

const { n } = numbersOf('en')

export const en = {
  recipe: {
    presets: 'Start from',
    presetNone: 'Starting points, to take and change as you like.',
    listOf: (most: number, min: string, max: string, rising: boolean) =>
      `At most ${n(most)} numbers from ${min} to ${max}, with commas between them${rising ? ', none smaller than the one before' : ''}`,
    augmentation: {
      presets: 'Augmentation',
      own: 'Your own settings.',
      locked: 'Stop the run to change the recipe.',
    },
    notPossible: (min: string, max: string) => `Between ${min} and ${max}`,
    refused: (typed: string, value: string, min: string, max: string) =>
      `${typed === '' ? 'Nothing' : typed} is not possible here (${min} to ${max}); it stays at ${value}.`,
    refusedList: (typed: string, possible: string) => `“${typed}” was not taken. ${possible}.`,
    back: (value: string) => `Back to ${value}`,
    backLabel: (option: string, value: string) => `${option}: back to ${value}`,
    on: 'on',
    off: 'off',
    nothing: 'none',
  },
}
