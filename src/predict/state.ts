/** What the Use place sees of the page's state. */
import { stateHook, storeHook } from '../page/state'
import type { RunsState } from '../runs/state'
import type { BetterSlice } from './betterSlice'
import type { GivenSlice } from './givenSlice'
import type { NoneOfSlice } from './noneOfSlice'
import type { PushSlice } from './pushSlice'
import type { SubmissionSlice } from './submissionSlice'
import type { TestSlice } from './testSlice'

export type PredictState = RunsState & BetterSlice & NoneOfSlice & PushSlice & GivenSlice & SubmissionSlice & TestSlice
export const useApp = stateHook<PredictState>()
export const useAppStore = storeHook<PredictState>()
