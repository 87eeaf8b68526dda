/** Which kept run it is that answers: the one value that the top bar and the Use place say. */
import type { RunRecord } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import type { RunsSlice } from './slice'

/** The record of the run whose model answers; null where nothing answers, or its run was deleted since. */
export function answeringRun({ model, runs }: Pick<ModelSlice, 'model'> & Pick<RunsSlice, 'runs'>): RunRecord | null {
  return runs?.find(({ id }) => id === model?.runId) ?? null
}

export interface RunGroup {
  /** Tells groups apart. */
  readonly key: string
  /** Whether they are the trials of one search for a recipe. */
  readonly isSearch: boolean
  /** What the pictures are called, as the newest of the runs has it. */
  readonly name: string
  readonly runs: readonly RunRecord[]
}

/** Runs by the pictures that they learnt from, and those of a search by themselves, each group where its first run stands; within a group the order stays. */
export function byDataset(runs: readonly RunRecord[]): RunGroup[] {
  const groups = new Map<string, RunRecord[]>()
  for (const run of runs) {
    const key = run.search ? `search ${run.search.id}` : run.dataset.fingerprint
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return [...groups].map(([key, members]) => ({
    key,
    isSearch: members[0]!.search !== undefined,
    name: members.reduce((newest, run) => (run.number > newest.number ? run : newest)).dataset.name,
    runs: members,
  }))
}
