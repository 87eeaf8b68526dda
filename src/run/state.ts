/** What the run's views see of the page's state. */
import { stateHook } from '../page/state'
import type { RecipeState } from '../recipe/state'
import type { RunSlice } from './runSlice'

export type RunState = RecipeState & RunSlice
export const useApp = stateHook<RunState>()
