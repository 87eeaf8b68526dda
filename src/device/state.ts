/** What the device's chip sees of the page's state. */
import { stateHook } from '../page/state'
import type { RunState } from '../run/state'
import type { DeviceSlice } from './deviceSlice'
import type { MeasureSlice } from './measureSlice'

export type DeviceState = RunState & DeviceSlice & MeasureSlice
export const useApp = stateHook<DeviceState>()
