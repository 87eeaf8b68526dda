/** The pictures that are open: opening them, cancelling that, opening them again after a crash or with another split. */
import {
  type DatasetSource,
  type DatasetSummary,
  fingerprintsOf,
  type IndexProgress,
  type ProblemData,
  problemOf,
  type ReadAs,
  type RunRecord,
  sameClasses,
  samePictures,
} from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'
import { keepSource, keptFingerprints, keptSource, type LastOpened, lastOpened } from './kept'
import type { Listing } from './sources'
import { onlyTables, readAsTable, withTables } from './tables/added'

/** The page is drawn anew that often while files are listed. */
const TELL_EVERY = 1000

/** What the dataset that is held was opened with. */
interface Opened {
  readonly source: DatasetSource
  readonly readAs: ReadAs
  readonly seed: number
  readonly valFraction: number
}

export interface DatasetSlice {
  /** Null while nothing was opened with success; what was opened before stays while another is being opened. */
  readonly dataset: DatasetSummary | null
  /** Changes whenever the trainer holds another index, so that thumbnails are fetched anew. */
  readonly datasetVersion: number
  /** Changes whenever pictures were opened, and not with edits or additions: ids are those of one opening. */
  readonly openings: number
  /** Changes whenever other pictures were opened, and not where those that are open are read or split another way: then a person is at their beginning. */
  readonly sourcesOpened: number
  readonly opening: IndexProgress | null
  /** Takes over what an edit, a check or an addition has made of what is open. */
  changedTo(dataset: DatasetSummary): void
  /**
   * Resolves with whether it succeeded; a failure is reported and leaves the dataset held before. Tables alone are put beside the pictures that were given last,
   * opened or not.
   */
  openDataset(source: DatasetSource | Listing, readAs?: ReadAs): Promise<boolean>
  /** Reads what is open, or what could not be opened, another way, for the rest as before. */
  readAs(changed: ReadAs): Promise<boolean>
  /** Why what was opened last could not be read; null once something else is opened. */
  readonly unread: ProblemData | null
  /** Reads what could not be read another way. */
  readUnreadAs(changed: ReadAs): Promise<boolean>
  /** How what is opened next is read where nothing else is said: for the command line. */
  readNextAs(readAs: ReadAs): void
  cancelOpening(): Promise<void>
  /** Splits anew where seed or share of validation changed since; resolves with whether the trainer holds the dataset as the recipe wants it. */
  ensureSplit(): Promise<boolean>
  /** Fingerprints of pictures that can be opened again with one click. */
  readonly keptDatasets: ReadonlySet<string>
  /** Of those, the folder that was opened last; null where there is none. */
  readonly lastOpened: LastOpened | null
  refreshKept(): Promise<void>
  /** Opens these pictures again where nothing and nobody has to be asked, and nothing else was opened meanwhile; nothing where that cannot be. What then stands in the way of reading them is reported. */
  openAgain(fingerprint: string): Promise<void>
  /** Opens it again; call it from a click, for the browser may ask for permission. Resolves with whether it is open; what stands in the way is reported. */
  openLast(): Promise<boolean>
  /**
   * Makes sure that the pictures of a run are open, split as the recipe says; call it from a click, for the browser may ask for permission.
   * Resolves with whether they are; what stands in the way is reported.
   */
  openFor(run: Pick<RunRecord, 'name' | 'dataset' | 'classes'>): Promise<boolean>
  /** After the worker was lost: hands it the same pictures again. Where that fails, or is cancelled, none are open. */
  reopenDataset(): Promise<boolean>
}

/** The fingerprint of a run's pictures without what the person had added. */
const baseOf = ({ base, fingerprint }: RunRecord['dataset']): string => base ?? fingerprint

/** Whether the pictures of a run were opened as those that are open, whatever was added since, or have its classes: a table may say others. */
const isReadAlike = (open: DatasetSummary | null, { dataset, classes }: Pick<RunRecord, 'dataset' | 'classes'>): boolean =>
  open !== null &&
  (open.additions.base === baseOf(dataset) ||
    sameClasses(
      open.classes.map(({ name }) => name),
      classes,
    ))

export function createDatasetSlice({ set, get, client }: SliceContext<DatasetSlice & ProblemsSlice & RecipeSlice>): DatasetSlice {
  let opened: Opened | null = null
  /** What was tried last, with whatever success: a table may be what is missing. */
  let given: Pick<Opened, 'source' | 'readAs'> | null = null
  /** What was opened last and could not be read. */
  let failed: Pick<Opened, 'source' | 'readAs'> | null = null
  let next: ReadAs = {}
  /** What is shown went with its worker, and the next does not have it yet. */
  let lost = false
  let attempt = 0
  let cancelled = 0
  /** Of what was given to open; a later one ends the listing of an earlier. */
  let turns = 0

  /** By the fingerprint without what was added, which comes with it: a run of any of its additions has that among its own. */
  const keep = async ({ pictures, name, additions }: DatasetSummary, source: DatasetSource, readAs: ReadAs) => {
    const kept = { fingerprint: additions.base, pictures, source, readAs, name, openedAt: Date.now() }
    if (await keepSource(kept)) set({ keptDatasets: new Set([...get().keptDatasets, ...fingerprintsOf(kept)]) })
  }
  /** Lists what was given on the page and then opens it. Until then what the trainer is at goes on: it may be what is shown in the end. */
  const listAndOpen = async (list: Listing): Promise<boolean> => {
    const turn = ++turns
    set({ opening: { status: 'listing', files: 0 } })
    try {
      const source = await list((files) => {
        if (turn !== turns) throw new DOMException('another is opened, or none', 'AbortError')
        if (files >= (get().opening?.files ?? 0) + TELL_EVERY) set({ opening: { status: 'listing', files } })
      })
      return turn === turns && (await openOrAdd(source, next))
    } catch (thrown) {
      if (turn !== turns) return false
      get().report(thrown)
      set({ opening: null })
      return false
    }
  }
  const openOrAdd = (source: DatasetSource, readAs: ReadAs): Promise<boolean> => {
    const names = onlyTables(source)
    if (!names || source.kind !== 'items' || given?.source.kind !== 'items') return open(source, readAs)
    const now = readAsTable(given.readAs, names)
    return open(withTables(given.source, source), { ...now, ...readAs, table: { ...now.table, ...readAs.table } }, true)
  }
  const open = async (source: DatasetSource, readAs: ReadAs, adding = false): Promise<boolean> => {
    turns++
    const before = given
    given = { source, readAs }
    const mine = ++attempt
    failed = null
    const { seed, valFraction } = get().config
    set({ unread: null, opening: { status: source.kind === 'drawn' ? 'drawing' : 'listing', files: 0 } })
    try {
      const dataset = await client.api.dataset.open(source, { seed, valFraction, readAs }, (opening) => {
        if (mine === attempt && get().opening) set({ opening })
      })
      if (mine !== attempt) return false
      const isOther = !adding && opened?.source !== source
      opened = { source, readAs, seed, valFraction }
      lost = false
      set({
        dataset,
        datasetVersion: get().datasetVersion + 1,
        openings: get().openings + 1,
        sourcesOpened: get().sourcesOpened + (isOther ? 1 : 0),
      })
      await keep(dataset, source, readAs)
      return true
    } catch (thrown) {
      if (mine === attempt && cancelled !== mine) {
        failed = { source, readAs }
        const unread = problemOf(thrown)
        set({ unread })
        get().reportProblem(unread)
      }
      // Of a table that does not fit nothing stays but what is said of it; what was given since is not touched.
      if (adding && mine === attempt) given = before
      return false
    } finally {
      if (mine === attempt) {
        if (lost) close()
        set({ opening: null })
      }
    }
  }
  const close = () => {
    opened = null
    lost = false
    set({ dataset: null, datasetVersion: get().datasetVersion + 1 })
  }

  /** Whether a run's pictures are among those that are open: of versions before masks and copies were left out it has them too. */
  const isOpenFor = ({ dataset }: Pick<RunRecord, 'dataset'>): boolean => {
    const open = get().dataset
    if (!open || !samePictures(open, dataset)) return false
    const { mask = 0, copy = 0 } = open.skipped.counts
    return mask + copy === 0 || dataset.takeAll === false
  }

  return {
    dataset: null,
    unread: null,
    datasetVersion: 0,
    openings: 0,
    sourcesOpened: 0,
    opening: null,
    keptDatasets: new Set(),
    lastOpened: null,
    changedTo(dataset) {
      set({ dataset, datasetVersion: get().datasetVersion + 1 })
    },
    async openLast() {
      const last = get().lastOpened
      if (!last) return false
      get().clearProblems()
      try {
        const kept = await keptSource(last)
        if (kept) return await open(kept.source, kept.readAs)
        get().reportProblem({ code: 'permission-lost', values: { name: last.name } })
      } catch (thrown) {
        get().report(thrown)
      }
      return false
    },
    async openAgain(fingerprint) {
      const before = attempt
      const kept = await keptSource({ fingerprint }, true).catch(() => null)
      if (kept && before === attempt && get().opening === null) await open(kept.source, kept.readAs)
    },
    async refreshKept() {
      set({ keptDatasets: new Set(await keptFingerprints()), lastOpened: await lastOpened() })
    },
    async openFor(run) {
      const isOpen = () => {
        const { dataset } = get()
        return opened !== null && dataset !== null && samePictures(dataset, run.dataset)
      }
      try {
        if (!isOpen() || !isReadAlike(get().dataset, run)) {
          const kept = await keptSource(run.dataset)
          // The same pictures are open already: only as they were read for the run they are worth opening again.
          const better = kept && (!isOpen() || kept.fingerprint === baseOf(run.dataset))
          if (better && !(await open(kept.source, kept.readAs))) return false
        }
        if (isOpen() && opened) {
          if (isOpenFor(run)) return await get().ensureSplit()
          return await open(opened.source, { ...opened.readAs, takeAll: true })
        }
      } catch (thrown) {
        get().report(thrown)
        return false
      }
      get().reportProblem({ code: 'other-dataset', values: { run: run.name, dataset: run.dataset.name } })
      return false
    },
    openDataset(source, readAs = next) {
      get().clearProblems()
      return typeof source === 'function' ? listAndOpen(source) : openOrAdd(source, readAs)
    },
    readAs(changed) {
      const of = opened ?? given
      return of ? open(of.source, { ...of.readAs, ...changed }) : Promise.resolve(false)
    },
    readUnreadAs(changed) {
      if (!failed) return Promise.resolve(false)
      get().clearProblems()
      return open(failed.source, { ...failed.readAs, ...changed })
    },
    readNextAs(readAs) {
      next = readAs
    },
    async cancelOpening() {
      cancelled = attempt
      turns++
      if (lost) close()
      set({ opening: null })
      try {
        await client.api.dataset.cancelOpening()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    ensureSplit() {
      if (!opened) return Promise.resolve(false)
      const { seed, valFraction } = get().config
      const same = opened.seed === seed && (opened.valFraction === valFraction || get().dataset?.splitFrom === 'folders')
      return same ? Promise.resolve(true) : open(opened.source, opened.readAs)
    },
    reopenDataset() {
      if (!opened) return Promise.resolve(false)
      lost = true
      return open(opened.source, opened.readAs)
    },
  }
}
