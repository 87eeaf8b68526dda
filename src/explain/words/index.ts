/** The texts of Grad-CAM, with those of the rooms below that it shows too. */
import { words as page } from '../../page/words'
import { words as scores } from '../../scores/words'
import { textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, page, scores, { en, zh })
export const useText = textHook(words)
