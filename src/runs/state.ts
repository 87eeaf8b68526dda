/** What the list of runs, and the offers to open or to go on with one, see of the page's state. */
import type { DatasetState } from '../dataset/state'
import type { ModelSlice } from '../model/modelSlice'
import type { NetworkUse } from '../model/networkUse'
import { stateHook } from '../page/state'
import type { RunsSlice } from './slice'

export type RunsState = DatasetState & ModelSlice & NetworkUse & RunsSlice
export const useApp = stateHook<RunsState>()
