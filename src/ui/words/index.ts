/** The ground's own texts, and the hook that gives a room's texts in the page's language. */
import { textHook } from '../language'
import { en } from './en'
import { zh } from './zh'

export const words = { en, zh }
export const useText = textHook(words)
