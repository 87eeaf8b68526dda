/** What the Data place sees of the page's state. */
import { stateHook, storeHook } from '../page/state'
import type { RunState } from '../run/state'
import type { AddSlice } from './adding/addSlice'
import type { HealthSlice } from './health/healthSlice'
import type { DatasetSlice } from './slice'
import type { TakeAwaySlice } from './takeaway/takeAwaySlice'

export type DatasetState = RunState & DatasetSlice & AddSlice & HealthSlice & TakeAwaySlice
export const useApp = stateHook<DatasetState>()
export const useAppStore = storeHook<DatasetState>()
