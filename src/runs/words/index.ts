/** The texts of the list of runs, with those of the rooms below that it shows too. */
import { words as dataset } from '../../dataset/words'
import { words as device } from '../../device/words'
import { words as model } from '../../model/words'
import { words as page } from '../../page/words'
import { words as run } from '../../run/words'
import { textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, page, run, device, model, dataset, { en, zh })
export const useText = textHook(words)
