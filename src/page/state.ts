/**
 * How a room reads the page's state without knowing the roof, which puts the state together: each room has a `state.ts` that names the slices that it
 * sees, and the roof's state extends all of them.
 */
import { createContext, useContext } from 'react'
import { type StoreApi, useStore } from 'zustand'
import type { PreferencesSlice } from './preferences'
import type { ProblemsSlice } from './problems'

/** What every room sees. */
export type PageState = ProblemsSlice & PreferencesSlice

/** The page's one store; the roof provides it. */
export const PageStore = createContext<StoreApi<unknown> | null>(null)

/** Makes the hook that gives the store itself, for what reads it outside of drawing. `S`: the slices that the room sees. */
export const storeHook =
  <S>() =>
  (): StoreApi<S> => {
    const store = useContext(PageStore)
    if (!store) throw new Error('no page state above')
    // The one place where the whole state is taken for a part of it: the roof's AppState extends every room's.
    return store as StoreApi<S>
  }

/** Makes the hook that reads a part of the page's state and re-renders when that part changes. */
export function stateHook<S>() {
  const usePageStore = storeHook<S>()
  return <T>(selector: (state: S) => T): T => useStore(usePageStore(), selector)
}

export const useApp = stateHook<PageState>()
