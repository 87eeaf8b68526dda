/** What the Results place sees of the page's state. */
import { stateHook } from '../page/state'
import type { TrainingState } from '../training/state'

export const useApp = stateHook<TrainingState>()
