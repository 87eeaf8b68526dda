/** Whether the model that answers is the run that is shown, and whether its pictures are open. */
import { type ModelInfo, samePictures } from '../../workers/protocol'
import { isTaken } from '../model/networkUse'
import { isActive, type RunView } from '../run/runView'
import { useApp } from './state'

export interface InsightState {
  /** `running`: the run is not over; `taken`: something else has the network, and questions have to wait; `no-model`: it ended without a model; `other-run`: another model answers; `ready`: ask. */
  readonly status: 'running' | 'taken' | 'no-model' | 'other-run' | 'ready'
  /** Changes with the model: part of every question's key. */
  readonly key: string | null
  /** Of the model that can be asked; null where none can. */
  readonly runId: string | null
  readonly names: readonly string[]
  /** Whether the open pictures are those that the model was validated with: the trainer gives their ids as they are open. */
  readonly picturesOpen: boolean
}

export function useInsight(): InsightState {
  const run = useApp((state) => state.run)
  const model = useApp((state) => state.model)
  const dataset = useApp((state) => state.dataset)
  const taken = useApp(isTaken)
  const status = statusOf(run, model, taken)
  return {
    status,
    key: status === 'ready' && model ? `${model.runId} ${model.temperature}` : null,
    runId: status === 'ready' && model ? model.runId : null,
    names: model?.classes ?? [],
    picturesOpen: status === 'ready' && dataset !== null && run.dataset !== null && samePictures(dataset, run.dataset),
  }
}

/**
 * @param model the one that answers now
 * @param taken whether a run, a sweep or a search has the network
 */
export function statusOf(run: RunView, model: ModelInfo | null, taken: boolean): InsightState['status'] {
  if (isActive(run)) return 'running'
  if (!model) return 'no-model'
  if (run.started !== null && run.started.runId !== model.runId) return 'other-run'
  return taken ? 'taken' : 'ready'
}
