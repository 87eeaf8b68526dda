/** The run whose results stand beside the recipe. */
import type { RunRecord } from '../../workers/protocol'
import type { TrainingState } from './state'

/** Its record; null where there is none yet, or no run. */
export const recordOf = ({ run, runs }: Pick<TrainingState, 'run' | 'runs'>): RunRecord | null =>
  runs?.find(({ id }) => id === run.started?.runId) ?? null

/** Whether its results are of other pictures, or other labels, than those that are open. */
export const isOfOtherPictures = ({ run, dataset }: Pick<TrainingState, 'run' | 'dataset'>): boolean =>
  run.status !== 'idle' && dataset !== null && run.dataset !== null && run.dataset.fingerprint !== dataset.fingerprint
