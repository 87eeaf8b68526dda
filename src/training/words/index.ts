/** The texts of the Train place, with those of the rooms below that it shows too. */
import { words as camera } from '../../camera/words'
import { words as dataset } from '../../dataset/words'
import { words as device } from '../../device/words'
import { words as model } from '../../model/words'
import { words as page } from '../../page/words'
import { words as recipe } from '../../recipe/words'
import { words as run } from '../../run/words'
import { words as runs } from '../../runs/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en as findEn } from '../find/words.en'
import { zh as findZh } from '../find/words.zh'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, page, camera, run, runs, recipe, device, model, dataset, { en: findEn, zh: findZh }, { en, zh })
export const useText = textHook(words)
export type Text = TextOf<typeof words>
