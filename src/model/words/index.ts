/** The texts about what keeps the network busy, with those of the rooms below that it shows too. */
import { textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, { en, zh })
export const useText = textHook(words)
