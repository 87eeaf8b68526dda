/** The texts of pushing a model, with those of Use. They are of this tab alone, and come with it: the texts of all places are there from the start. */
import { textHook, together } from '../../../ui/language'
import { words as predict } from '../../words'
import { en } from './en'
import { zh } from './zh'

export const words = together(predict, { en, zh })
export const useText = textHook(words)
