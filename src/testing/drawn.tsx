/** What a component draws of a state of the page, as HTML: for tests in Node, where nothing can be pressed. */
import { MantineProvider } from '@mantine/core'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { createStore } from 'zustand'
import type { AppState } from '../app/store'
import { PageStore } from '../page/state'
import { type Language, PageLanguage } from '../ui/language'
import { testStore } from './testStore'

/** @param over what of the page's first state is other */
export function drawn(component: ReactElement, over: Partial<AppState>, language: Language = 'en'): string {
  // What is drawn on a server is a store's first state.
  const store = createStore<unknown>(() => ({ ...testStore().getState(), ...over }))
  return renderToStaticMarkup(
    <MantineProvider>
      <PageLanguage value={language}>
        <PageStore value={store}>{component}</PageStore>
      </PageLanguage>
    </MantineProvider>,
  )
}

/** A text as it stands in HTML. */
export const inHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;')
