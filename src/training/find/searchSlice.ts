/** The search for a good recipe, as the page sees it: begun, followed, stopped and gone on with, and its recipe taken over into the form. */
import { problemOf, type RunRecord, type SearchState, samePictures } from '../../../workers/protocol'
import type { DatasetSlice } from '../../dataset/slice'
import type { ModelSlice } from '../../model/modelSlice'
import type { NetworkUse } from '../../model/networkUse'
import { otherWork } from '../../model/networkUse'
import type { PreferencesSlice } from '../../page/preferences'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import type { RecipeSlice } from '../../recipe/recipeSlice'
import type { RunSlice } from '../../run/runSlice'
import { isActive } from '../../run/runView'
import type { RunsSlice } from '../../runs/slice'

export interface SearchSlice {
  readonly search: {
    /** `starting`: its pictures are made ready; `on` until the trainer has ended it. */
    readonly status: 'idle' | 'starting' | 'on' | 'stopping'
    /** What the trainer told last; without one on, of the newest that is kept. Null where there is none. */
    readonly state: SearchState | null
  }
  /** The kept search that was put away, by its id; remembered in this browser. */
  readonly closedSearch: string | null
  /** Looks for a good recipe for so many seconds, from the recipe in the form on. Resolves with whether it ended well; a failure is reported. */
  findRecipe(seconds: number): Promise<boolean>
  /** Goes on with the search that is shown; from a click, since its pictures may have to be opened. As `findRecipe`. */
  goOnFinding(seconds: number): Promise<boolean>
  /** Nothing of it is lost: it can be gone on with. */
  stopSearch(): Promise<void>
  /** Puts the best recipe so far into the form. */
  takeFound(): void
  closeSearch(id?: string | null): void
  refreshSearch(): Promise<void>
}

/** A run of a search, which has the pictures and weights of all of them; none where all were deleted. */
export const aTrialOf = ({ runs }: Pick<RunsSlice, 'runs'>, { id }: Pick<SearchState, 'id'>): RunRecord | undefined =>
  runs?.find(({ search, deletedAt }) => search?.id === id && !deletedAt)

/** Whether there is something of a search to be seen: one that is on, or the newest that is kept and was not put away. */
export const isSearchShown = ({ search, closedSearch }: Pick<SearchSlice, 'search' | 'closedSearch'>): boolean =>
  search.status !== 'idle' || (search.state !== null && search.state.id !== closedSearch)

export function createSearchSlice({
  set,
  get,
  client,
}: SliceContext<
  SearchSlice & RecipeSlice & ProblemsSlice & PreferencesSlice & DatasetSlice & RunSlice & RunsSlice & ModelSlice,
  NetworkUse
>): SearchSlice {
  const show = (part: Partial<SearchSlice['search']>) => set({ search: { ...get().search, ...part } })
  const isStopping = () => get().search.status === 'stopping'

  /** One part of a search, new or gone on with: `prepare` opens its pictures, `begin` starts it. */
  const follow = async (
    before: SearchState | null,
    prepare: () => Promise<boolean>,
    begin: (onState: (state: SearchState) => void) => Promise<SearchState>,
  ): Promise<boolean> => {
    if (isActive(get().run) || get().finding?.status === 'looking' || otherWork(get()) !== null) return false
    get().clearProblems()
    show({ status: 'starting', state: before })
    try {
      if (!(await prepare()) || isStopping()) return false
      show({ status: 'on' })
      const listed = get().refreshRuns()
      const state = await begin((told) => {
        // The last word may come after the call's own.
        if (get().search.status !== 'idle' && told.ended === null) show({ state: told })
        // It has begun; where none does, what was put away stays so.
        set({ closedSearch: null })
      })
      await listed
      show({ status: 'idle', state })
      return true
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'stopped-early') get().reportProblem(problem)
      return false
    } finally {
      if (get().search.status !== 'idle') {
        show({ status: 'idle' })
        await get().refreshSearch()
      }
      await Promise.all([get().refreshRuns(), get().refreshModel()])
    }
  }

  return {
    search: { status: 'idle', state: null },
    closedSearch: null,
    async findRecipe(seconds) {
      if (!get().dataset) {
        get().reportProblem({ code: 'no-dataset', values: {} })
        return false
      }
      const ready = () => get().ensureSplit()
      return follow(null, ready, (onState) => client.api.search.start(get().config, seconds, onState, get().language))
    },
    async goOnFinding(seconds) {
      const { state } = get().search
      if (!state) return false
      const ready = async () => {
        const { dataset } = get()
        if (dataset !== null && samePictures(dataset, state.dataset)) return true
        if (get().runs === null) await get().refreshRuns()
        const trial = aTrialOf(get(), state)
        if (trial) return get().openFor(trial)
        get().reportProblem({ code: 'run-gone', values: { run: '' } })
        return false
      }
      return follow(state, ready, (onState) => client.api.search.goOn(state.id, seconds, onState, get().language))
    },
    async stopSearch() {
      const { status } = get().search
      if (status === 'idle') return
      show({ status: 'stopping' })
      try {
        await (status === 'starting' ? get().cancelOpening() : client.api.training.stop())
      } catch (thrown) {
        get().report(thrown)
      }
    },
    takeFound() {
      const { state } = get().search
      const best = state?.trials.find(({ number }) => number === state.best)
      // Where it runs is the person's.
      if (best) get().takeConfig({ ...best.config, backend: get().config.backend })
    },
    closeSearch: (id = get().search.state?.id ?? null) => set({ closedSearch: id }),
    async refreshSearch() {
      try {
        const state = await client.api.search.kept()
        if (get().search.status === 'idle') show({ state })
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
