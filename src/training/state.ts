/** What the Train place sees of the page's state. */
import type { DeviceSlice } from '../device/deviceSlice'
import { stateHook } from '../page/state'
import type { RunsState } from '../runs/state'
import type { SearchSlice } from './find/searchSlice'
import type { FinderSlice } from './finderSlice'
import type { FittingSlice } from './fit/fittingSlice'
import type { WeightsSlice } from './weights'

export type TrainingState = RunsState & DeviceSlice & FinderSlice & FittingSlice & SearchSlice & WeightsSlice
export const useApp = stateHook<TrainingState>()
