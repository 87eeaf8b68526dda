/** What a person prefers of the page itself; remembered in this browser. */
import { LANGUAGES, type Language } from '../ui/language'
import type { SliceContext } from './slice'

export interface PreferencesSlice {
  readonly language: Language
  /** Whether to notify when a run ends while the page is not in sight. */
  readonly notify: boolean
  setLanguage(language: Language): void
  setNotify(notify: boolean): void
}

/** The first of the browser's languages that the page has; English otherwise. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}

export function createPreferencesSlice({ set }: SliceContext<PreferencesSlice>): PreferencesSlice {
  return {
    language: preferredLanguage(globalThis.navigator?.languages ?? []),
    notify: false,
    setLanguage: (language) => set({ language }),
    setNotify: (notify) => set({ notify }),
  }
}
