/** The one state and the one connection of this page, and the hook that components read it by. */
import { useStore } from 'zustand'
import { connectTrainer } from '../../workers/client'
import { type AppState, createAppStore } from './store'

export const trainer = connectTrainer()
export const appStore = createAppStore(trainer)

/** Reads a part of the page's state; re-renders when that part changes. */
export const useApp = <T>(selector: (state: AppState) => T): T => useStore(appStore, selector)
