/** Whether the model that answers is the run that is shown, and whether its pictures are open. */
import { type ModelInfo, samePictures } from '../../workers/protocol'
import { isActive, type RunView } from '../run/runView'
import { useApp } from './state'

export interface InsightState {
  /** `running`: the run is not over; `no-model`: it ended without a model; `other-run`: another model answers; `ready`: ask. */
  readonly status: 'running' | 'no-model' | 'other-run' | 'ready'
  /** Changes with the model: part of every question's key. */
  readonly key: string | null
  readonly names: readonly string[]
  /** Whether the open pictures are those that the model was validated with: the trainer gives their ids as they are open. */
  readonly picturesOpen: boolean
}

export function useInsight(): InsightState {
  const run = useApp((state) => state.run)
  const model = useApp((state) => state.model)
  const dataset = useApp((state) => state.dataset)
  const status = statusOf(run, model)
  return {
    status,
    key: status === 'ready' && model ? `${model.runId} ${model.temperature}` : null,
    names: model?.classes ?? [],
    picturesOpen: status === 'ready' && dataset !== null && run.dataset !== null && samePictures(dataset, run.dataset),
  }
}

/** @param model the one that answers now */
export function statusOf(run: RunView, model: ModelInfo | null): InsightState['status'] {
  if (isActive(run)) return 'running'
  if (!model) return 'no-model'
  return run.started === null || run.started.runId === model.runId ? 'ready' : 'other-run'
}
