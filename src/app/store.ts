/** The page's whole state, put together from its slices over one connection to the trainer. */
import { createStore } from 'zustand/vanilla'
import type { TrainerClient } from '../../workers/client'
import { createAddSlice } from '../dataset/adding/addSlice'
import { createAssistSlice } from '../dataset/assist/assistSlice'
import { createHealthSlice } from '../dataset/health/healthSlice'
import { createLabelsSlice } from '../dataset/labels/labelsSlice'
import { createMapSlice } from '../dataset/map/mapSlice'
import { createDatasetSlice } from '../dataset/slice'
import { createTakeAwaySlice } from '../dataset/takeaway/takeAwaySlice'
import { createDeviceSlice } from '../device/deviceSlice'
import { createMeasureSlice } from '../device/measureSlice'
import type { DeviceState } from '../device/state'
import { createModelSlice } from '../model/modelSlice'
import { createPreferencesSlice } from '../page/preferences'
import { createProblemsSlice } from '../page/problems'
import { createBetterSlice } from '../predict/betterSlice'
import { createGivenSlice } from '../predict/givenSlice'
import { createNoneOfSlice } from '../predict/noneOfSlice'
import { createPushSlice } from '../predict/pushSlice'
import type { PredictState } from '../predict/state'
import { createSubmissionSlice } from '../predict/submissionSlice'
import { createTestSlice } from '../predict/testSlice'
import { createRecipeSlice } from '../recipe/recipeSlice'
import { createRunsSlice } from '../runs/slice'
import { createSearchSlice } from '../training/find/searchSlice'
import { createFinderSlice } from '../training/finderSlice'
import { asksForFit, createFittingSlice } from '../training/fit/fittingSlice'
import { createRunSlice } from '../training/runSlice'
import type { TrainingState } from '../training/state'
import { createWeightsSlice } from '../training/weights'
import { createSiteSlice, type SiteSlice } from './site/siteSlice'

/** Everything: each room's part of it, so that what a room sees is there. */
export type AppState = DeviceState & TrainingState & PredictState & SiteSlice

/** Makes the state and ties it to the worker's life: after a crash the pictures and weights are handed to the new one. */
export function createAppStore(client: TrainerClient) {
  const store = createStore<AppState>()((set, get) => {
    const context = { set, get, client }
    return {
      ...createProblemsSlice(context),
      ...createPreferencesSlice(context),
      ...createRecipeSlice(context),
      ...createDeviceSlice(context),
      ...createMeasureSlice(context),
      ...createWeightsSlice(context),
      ...createDatasetSlice(context),
      ...createAddSlice(context),
      ...createHealthSlice(context),
      ...createLabelsSlice(context),
      ...createMapSlice(context),
      ...createAssistSlice(context),
      ...createTakeAwaySlice(context),
      ...createRunSlice(context),
      ...createRunsSlice(context),
      ...createFinderSlice(context),
      ...createFittingSlice(context),
      ...createSearchSlice(context),
      ...createModelSlice(context),
      ...createSubmissionSlice(context),
      ...createGivenSlice(context),
      ...createBetterSlice(context),
      ...createNoneOfSlice(context),
      ...createPushSlice(context),
      ...createTestSlice(context),
      ...createSiteSlice(),
    }
  })
  // Other pictures, another split, an edit: what the last check found reads differently.
  store.subscribe((now, past) => {
    if (now.datasetVersion !== past.datasetVersion) void now.refreshHealth()
  })
  // What nobody set by hand follows weights, pictures and device.
  store.subscribe((now, past) => {
    if (asksForFit(now, past)) void now.fitRecipe()
  })
  // A graphics card that is wrong for something computes one network and leaves the next to the processor.
  store.subscribe((now, past) => {
    const isOther = now.config !== past.config || now.weights !== past.weights
    if ((now.deviceOffer?.report && isOther) || (isCardWrong(now) && !isCardWrong(past))) void now.refreshDevice()
  })
  // Pictures to be added wait for those that are being opened.
  store.subscribe((now, past) => {
    if (past.opening !== null && now.opening === null) now.addNext()
  })
  // Edits that cannot be kept: said once, not after every edit.
  const problemOf = ({ dataset }: AppState) => dataset?.changes.problem ?? null
  store.subscribe((now, past) => {
    const problem = problemOf(now)
    if (problem && JSON.stringify(problem) !== JSON.stringify(problemOf(past))) now.reportProblem(problem)
  })
  const recover = async () => {
    const { restoreWeights, reopenDataset, reopenTestPictures, refreshDevice, refreshModel, refreshRuns, refreshSearch, ...now } =
      store.getState()
    const { takeModel, report, model } = now
    // Both begin at once, so that nobody can press Train before the new worker holds what the old one held.
    await Promise.all([restoreWeights(), reopenDataset()])
    await reopenTestPictures()
    await refreshDevice()
    await Promise.all([refreshRuns(), refreshSearch()])
    // The model that answered died with the worker; its run is kept.
    if (model && store.getState().runs?.some(({ id }) => id === model.runId)) await takeModel(model.runId).catch(report)
    else await refreshModel()
  }
  let crashes = 0
  client.onCrash((problem) => {
    store.getState().report(problem)
    // A worker that cannot even start would be restarted for ever.
    if (++crashes <= MOST_RESTARTS) void recover()
  })
  return store
}

/** Whether a run found that, or began by it. */
const isCardWrong = ({ run }: AppState): boolean => run.started?.device.why === 'gpu-wrong'

const MOST_RESTARTS = 5
