/** What the Data place sees of the page's state. */
import type { ModelSlice } from '../model/modelSlice'
import type { NetworkUse } from '../model/networkUse'
import { stateHook, storeHook } from '../page/state'
import type { RunState } from '../run/state'
import type { AddSlice } from './adding/addSlice'
import type { AssistSlice } from './assist/assistSlice'
import type { HealthSlice } from './health/healthSlice'
import type { LabelsSlice } from './labels/labelsSlice'
import type { MapSlice } from './map/mapSlice'
import type { DatasetSlice } from './slice'
import type { TakeAwaySlice } from './takeaway/takeAwaySlice'

export type DatasetState = RunState &
  ModelSlice &
  NetworkUse &
  DatasetSlice &
  AddSlice &
  HealthSlice &
  LabelsSlice &
  MapSlice &
  AssistSlice &
  TakeAwaySlice
export const useApp = stateHook<DatasetState>()
export const useAppStore = storeHook<DatasetState>()
