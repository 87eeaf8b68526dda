/** The texts of the Use place, with those of the rooms below that it shows too. */
import { words as camera } from '../../camera/words'
import { words as explain } from '../../explain/words'
import { words as model } from '../../model/words'
import { words as page } from '../../page/words'
import { words as runs } from '../../runs/words'
import { words as scores } from '../../scores/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { en as noneOfEn } from './noneOf.en'
import { zh as noneOfZh } from './noneOf.zh'
import { zh } from './zh'

export const words = together(ui, page, camera, scores, explain, runs, model, { en: noneOfEn, zh: noneOfZh }, { en, zh })
export const useText = textHook(words)
export type Text = TextOf<typeof words>
