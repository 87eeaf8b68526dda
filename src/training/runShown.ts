/** The run whose results stand beside the recipe. */
import { type RunRecord, samePictures } from '../../workers/protocol'
import type { TrainingState } from './state'

/** Its record; null where there is none yet, or no run. */
export const recordOf = ({ run, runs }: Pick<TrainingState, 'run' | 'runs'>): RunRecord | null =>
  runs?.find(({ id }) => id === run.started?.runId) ?? null

/** Whether its results are of other pictures than those that are open; what changed about the same ones is another question. */
export const isOfOtherPictures = ({ run, dataset }: Pick<TrainingState, 'run' | 'dataset'>): boolean =>
  run.status !== 'idle' && dataset !== null && run.dataset !== null && !samePictures(run.dataset, dataset)
