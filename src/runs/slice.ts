/** The runs kept in this browser: listing, renaming, deleting with a way back, taking one's model, carrying them to other machines. */
import { type ExportedFile, type ProblemData, type RunChange, type RunRecord, type RunsSpace, samePictures } from '../../workers/protocol'
import { isKept } from '../dataset/kept'
import type { DatasetSlice } from '../dataset/slice'
import type { ModelSlice } from '../model/modelSlice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'

export interface RunsSlice {
  /** Newest first; null until the trainer has answered. */
  readonly runs: readonly RunRecord[] | null
  /** The run that is being packed into a file. */
  readonly packing: string | null
  /** Bytes that runs take and may take at most; null until the trainer has answered. */
  readonly runsSpace: RunsSpace | null
  refreshRuns(): Promise<void>
  changeRun(id: string, change: RunChange): Promise<boolean>
  deleteRun(id: string): Promise<boolean>
  restoreRun(id: string): Promise<boolean>
  /** After the time to bring it back: removes a deleted run for good. */
  purgeRun(id: string): Promise<boolean>
  /** Takes a run's best weights as the model that answers. */
  useRun(id: string): Promise<boolean>
  /**
   * Shows a run's results and answers with its best weights; opens its pictures where they are kept, so call it from a click.
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
    deleteRun: (id) => act(() => client.api.runs.delete(id)),
    restoreRun: (id) => act(() => client.api.runs.restore(id)),
    purgeRun: (id) => act(() => client.api.runs.purge(id)),
    useRun: (id) => act(async () => set({ model: await client.api.answers.useRun(id) })),
    async openRun(record) {
      const { dataset, keptDatasets } = get()
      // Without its pictures the run's figures can still be seen.
      if (!(dataset && samePictures(dataset, record.dataset)) && isKept(keptDatasets, record.dataset)) await get().openFor(record)
      if (get().model?.runId !== record.id && !(await get().useRun(record.id))) return false
      get().showKept(record)
      return true
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
