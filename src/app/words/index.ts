/** The texts of the frame round every place, with those of the rooms below that it shows too. */
import { words as camera } from '../../camera/words'
import { words as dataset } from '../../dataset/words'
import { words as device } from '../../device/words'
import { words as explain } from '../../explain/words'
import { words as model } from '../../model/words'
import { words as page } from '../../page/words'
import { words as predict } from '../../predict/words'
import { words as recipe } from '../../recipe/words'
import { words as results } from '../../results/words'
import { words as run } from '../../run/words'
import { words as runs } from '../../runs/words'
import { words as scores } from '../../scores/words'
import { words as training } from '../../training/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en as own } from './en'
import { zh } from './zh'

export const words = together(ui, page, camera, run, recipe, device, scores, model, dataset, explain, runs, training, predict, results, {
  en: own,
  zh,
})
export const useText = textHook(words)
export type Text = TextOf<typeof words>

/** For the command line and the tests, which drive the page in English. */
export const { en } = words
