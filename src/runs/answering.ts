/** Which kept run it is that answers: the one value that the top bar and the Use place say. */
import type { RunRecord } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import { judgedBy } from './runsView'
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
  /** The same runs by what they were judged by: figures are comparable within one of these only. */
  readonly sets: readonly (readonly RunRecord[])[]
}

/** By what `of` gives of each, in the order in which those come first. */
function grouped(runs: readonly RunRecord[], of: (run: RunRecord) => string): Map<string, RunRecord[]> {
  const groups = new Map<string, RunRecord[]>()
  for (const run of runs) {
    const group = groups.get(of(run))
    if (group) group.push(run)
    else groups.set(of(run), [run])
  }
  return groups
}

/** Runs by the pictures that were opened, whatever was added to them, and those of a search by themselves, each group where its first run stands; within a group the order stays. */
export function byDataset(runs: readonly RunRecord[]): RunGroup[] {
  return [...grouped(runs, ({ search, dataset }) => (search ? `search ${search.id}` : (dataset.base ?? dataset.fingerprint)))].map(
    ([key, members]) => ({
      key,
      isSearch: members[0]!.search !== undefined,
      name: members.reduce((newest, run) => (run.number > newest.number ? run : newest)).dataset.name,
      runs: members,
      sets: [...grouped(members, judgedBy).values()],
    }),
  )
}
