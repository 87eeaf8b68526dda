/** What is seen of the page's state by whatever tells how the model answers. */
import { stateHook } from '../page/state'
import type { ModelSlice } from './modelSlice'

export const useApp = stateHook<ModelSlice>()
