/** What the device's chip sees of the page's state. */
import { stateHook } from '../page/state'
import type { RunState } from '../run/state'
import type { DeviceSlice } from './deviceSlice'

export type DeviceState = RunState & DeviceSlice
export const useApp = stateHook<DeviceState>()
