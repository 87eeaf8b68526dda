/** The runs kept in this browser: listing, renaming, deleting with a way back, taking one's model, carrying them to other machines. */
import { type ExportedFile, type ProblemData, type RunChange, type RunRecord, type RunsSpace, samePictures } from '../../workers/protocol'
import { isKept } from '../dataset/kept'
import type { DatasetSlice } from '../dataset/slice'
import type { ModelSlice } from '../model/modelSlice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'
import { COLUMNS, type Column, DEFAULT_COLUMNS } from './columns'

export interface RunsSlice {
  /** Newest first; null until the trainer has answered. */
  readonly runs: readonly RunRecord[] | null
  /** The run that is being packed into a file. */
  readonly packing: string | null
  /** Bytes that runs take and may take at most; null until the trainer has answered. */
  readonly runsSpace: RunsSpace | null
  refreshRuns(): Promise<void>
  /** Columns of the list, as the person chose them; remembered in this browser. */
  readonly runColumns: readonly Column[]
  setRunColumns(columns: readonly Column[]): void
  changeRun(id: string, change: RunChange): Promise<boolean>
  /** Of these three each resolves with those that it succeeded with; a failure is reported. */
  deleteRuns(ids: readonly string[]): Promise<readonly string[]>
  restoreRuns(ids: readonly string[]): Promise<readonly string[]>
  /** After the time to bring them back: removes deleted runs for good. */
  purgeRuns(ids: readonly string[]): Promise<readonly string[]>
  /** Removes what these finished runs need only to be trained on. As the three above. */
  dropCheckpoints(ids: readonly string[]): Promise<readonly string[]>
  /** Answers with a run's best weights and shows its results: what is shown is what answers. The pictures that are open stay. */
  useRun(record: RunRecord): Promise<boolean>
  /**
   * As `useRun`; opens the run's pictures first where they are kept, so call it from a click.
   * Resolves with whether it could be opened; a failure is reported.
   */
  openRun(record: RunRecord): Promise<boolean>
  /** Null when it failed, which is reported. */
  exportRun(id: string): Promise<ExportedFile | null>
  importRun(file: File): Promise<boolean>
}

/** A run that another tab is at is looked at again that often. A tab that was reloaded in the middle of one may hold it a while longer. */
const AGAIN_MS = 2000

export function createRunsSlice({
  set,
  get,
  client,
}: SliceContext<RunsSlice & ModelSlice & ProblemsSlice & DatasetSlice & Pick<RunSlice, 'run' | 'showKept'>>): RunsSlice {
  let asked = 0
  let again: ReturnType<typeof setTimeout> | undefined
  /** Does something to the runs and lists them anew; resolves with whether it succeeded, a failure is reported. */
  const act = async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what()
      await get().refreshRuns()
      return true
    } catch (thrown) {
      get().report(thrown)
      return false
    }
  }
  /** As `act`, for several; one that fails keeps none of the others. The list, which opens every file of every run, is asked for once. */
  const actOnEach = async (ids: readonly string[], what: (id: string) => Promise<unknown>): Promise<readonly string[]> => {
    const done: string[] = []
    for (const id of ids) {
      try {
        await what(id)
        done.push(id)
      } catch (thrown) {
        get().report(thrown)
      }
    }
    await get().refreshRuns()
    return done
  }
  let told = 'null'
  /** Says that nothing can be kept, once as long as it is so: a person who put it away has read it. */
  const tell = (problem: ProblemData | null): void => {
    const text = JSON.stringify(problem)
    if (problem && text !== told) get().reportProblem(problem)
    told = text
  }
  /** Asks for the list alone, and only while somebody looks at the page: what else is told of runs opens every file of every run. */
  const lookAgain = (runs: readonly RunRecord[]): void => {
    clearTimeout(again)
    if (isActive(get().run) || !runs.some(({ status }) => status === 'running')) return
    again = setTimeout(async () => {
      const mine = asked
      try {
        const now = globalThis.document?.visibilityState === 'hidden' ? runs : await client.api.runs.list()
        if (mine !== asked) return
        if (now.some(({ status }) => status === 'running')) lookAgain(now)
        else await get().refreshRuns()
      } catch (thrown) {
        get().report(thrown)
      }
    }, AGAIN_MS)
  }
  return {
    runs: null,
    packing: null,
    runsSpace: null,
    async refreshRuns() {
      const mine = ++asked
      try {
        const [runs, runsSpace] = await Promise.all([client.api.runs.list(), client.api.runs.space()])
        // An answer that was overtaken would bring back what was since deleted.
        if (mine !== asked) return
        set({ runs, runsSpace })
        tell(runsSpace.problem)
        lookAgain(runs)
      } catch (thrown) {
        get().report(thrown)
      }
    },
    changeRun: (id, change) => act(() => client.api.runs.change(id, change)),
    runColumns: DEFAULT_COLUMNS,
    setRunColumns: (columns) => set({ runColumns: COLUMNS.filter((column) => columns.includes(column)) }),
    deleteRuns: (ids) => actOnEach(ids, (id) => client.api.runs.delete(id)),
    restoreRuns: (ids) => actOnEach(ids, (id) => client.api.runs.restore(id)),
    purgeRuns: (ids) => actOnEach(ids, (id) => client.api.runs.purge(id)),
    dropCheckpoints: (ids) => actOnEach(ids, (id) => client.api.runs.dropCheckpoints(id)),
    useRun: (record) =>
      act(async () => {
        if (get().model?.runId !== record.id) await get().takeModel(record.id)
        get().showKept(record)
      }),
    async openRun(record) {
      const { dataset, keptDatasets } = get()
      // Without its pictures the run's figures can still be seen.
      if (!(dataset && samePictures(dataset, record.dataset)) && isKept(keptDatasets, record.dataset)) await get().openFor(record)
      return get().useRun(record)
    },
    async exportRun(id) {
      set({ packing: id })
      try {
        return await client.api.runs.export(id)
      } catch (thrown) {
        get().report(thrown)
        return null
      } finally {
        set({ packing: null })
      }
    },
    async importRun(file) {
      get().clearProblems(['run-file-malformed'])
      return act(() => client.api.runs.import(file))
    },
  }
}
