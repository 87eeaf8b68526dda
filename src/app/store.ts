/** The page's whole state, put together from its slices over one connection to the trainer. */
import { createStore } from 'zustand/vanilla'
import type { TrainerClient } from '../../workers/client'
import { type CareSlice, createCareSlice } from '../dataset/careSlice'
import { createDatasetSlice, type DatasetSlice } from '../dataset/slice'
import { type BetterSlice, createBetterSlice } from '../predict/betterSlice'
import { createModelSlice, type ModelSlice } from '../predict/modelSlice'
import { createPicturesSlice, type PicturesSlice } from '../predict/picturesSlice'
import { createSubmissionSlice, type SubmissionSlice } from '../predict/submissionSlice'
import { createTestSlice, type TestSlice } from '../predict/testSlice'
import { createRunsSlice, type RunsSlice } from '../runs/slice'
import { createFinderSlice, type FinderSlice } from '../training/finderSlice'
import { createRecipeSlice, type RecipeSlice } from '../training/recipe'
import { createRunSlice, type RunSlice } from '../training/runSlice'
import { createWeightsSlice, type WeightsSlice } from '../training/weights'
import { createDeviceSlice, type DeviceSlice } from './device'
import { createPreferencesSlice, type PreferencesSlice } from './preferences'
import { createProblemsSlice, type ProblemsSlice } from './problems'

export interface AppState
  extends ProblemsSlice,
    PreferencesSlice,
    RecipeSlice,
    DeviceSlice,
    WeightsSlice,
    DatasetSlice,
    CareSlice,
    RunSlice,
    RunsSlice,
    FinderSlice,
    ModelSlice,
    SubmissionSlice,
    PicturesSlice,
    BetterSlice,
    TestSlice {}

/** Makes the state and ties it to the worker's life: after a crash the pictures and weights are handed to the new one. */
export function createAppStore(client: TrainerClient) {
  const store = createStore<AppState>()((set, get) => {
    const context = { set, get, client }
    return {
      ...createProblemsSlice(context),
      ...createPreferencesSlice(context),
      ...createRecipeSlice(context),
      ...createDeviceSlice(context),
      ...createWeightsSlice(context),
      ...createDatasetSlice(context),
      ...createCareSlice(context),
      ...createRunSlice(context),
      ...createRunsSlice(context),
      ...createFinderSlice(context),
      ...createModelSlice(context),
      ...createSubmissionSlice(context),
      ...createPicturesSlice(context),
      ...createBetterSlice(context),
      ...createTestSlice(context),
    }
  })
  // Other pictures, another split, an edit: what the last check found reads differently.
  store.subscribe((now, past) => {
    if (now.datasetVersion !== past.datasetVersion) void now.refreshHealth()
  })
  const recover = async () => {
    const { refreshDevice, restoreWeights, reopenDataset, reopenTestPictures, refreshModel, refreshRuns, model } = store.getState()
    // Both begin at once, so that nobody can press Train before the new worker holds what the old one held.
    await Promise.all([restoreWeights(), reopenDataset()])
    await reopenTestPictures()
    await refreshDevice()
    await refreshRuns()
    // The model that answered died with the worker; its run is kept.
    if (model && store.getState().runs?.some(({ id }) => id === model.runId)) await store.getState().useRun(model.runId)
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

const MOST_RESTARTS = 5
