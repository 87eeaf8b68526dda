/** The texts of the language that the person chose. */
import type { Text } from '../../../workers/protocol'
import { useApp } from '../appStore'
import type { Language } from '../preferences'
import { type Dictionary, en } from './en'
import { zh } from './zh'

export const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, zh }
/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' }

/** The dictionary of the page's language. */
export const useText = (): Dictionary => DICTIONARIES[useApp((state) => state.language)]

/** Picks the page's language out of an option's text. */
export function usePick(): (text: Text) => string {
  const language = useApp((state) => state.language)
  return (text) => text[language]
}
