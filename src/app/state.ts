/** What the roof sees of the page's state: all of it. */
import { stateHook } from '../page/state'
import type { AppState } from './store'

export const useApp = stateHook<AppState>()
