/** What the Data place sees of the page's state. */
import { stateHook, storeHook } from '../page/state'
import type { RunState } from '../run/state'
import type { HealthSlice } from './health/healthSlice'
import type { DatasetSlice } from './slice'

export type DatasetState = RunState & DatasetSlice & HealthSlice
export const useApp = stateHook<DatasetState>()
export const useAppStore = storeHook<DatasetState>()
