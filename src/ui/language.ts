/** The page's language: which there are, which one is chosen, and how a room's texts are had in it. */
import { createContext, useContext } from 'react'
import type { Text } from '../../workers/protocol'
import { isolating } from './names'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]
/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' }

/** The language that the person chose; the roof provides it. */
export const PageLanguage = createContext<Language>('en')

/** The same texts in every language. */
type Words<T> = Readonly<Record<Language, T>>
/** What one language says. */
export type TextOf<W extends Words<unknown>> = W['en']

type Together<W extends readonly Words<unknown>[]> = W extends readonly [
  Words<infer First>,
  ...infer Rest extends readonly Words<unknown>[],
]
  ? First & Together<Rest>
  : unknown

/** The sections of several rooms as one text for each language. */
export function together<const W extends readonly Words<object>[]>(...rooms: W): Words<Together<W>> {
  const of = (language: Language) => Object.assign({}, ...rooms.map((words) => words[language])) as Together<W>
  return { en: of('en'), zh: of('zh') }
}

/** Makes the hook that gives these texts in the page's language, with the names that they are given in their own direction. */
export function textHook<T>(words: Words<T>): () => T {
  const spoken = isolating(words)
  return () => spoken[useContext(PageLanguage)]
}

/** Picks the page's language out of an option's text. */
export function usePick(): (text: Text) => string {
  const language = useContext(PageLanguage)
  return (text) => text[language]
}
