/** The texts of the Results place, with those of the rooms below that it shows too. */
import { words as dataset } from '../../dataset/words'
import { words as explain } from '../../explain/words'
import { words as page } from '../../page/words'
import { words as recipe } from '../../recipe/words'
import { words as run } from '../../run/words'
import { words as runs } from '../../runs/words'
import { words as scores } from '../../scores/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, page, run, scores, dataset, explain, recipe, runs, { en, zh })
export const useText = textHook(words)
export type Text = TextOf<typeof words>
