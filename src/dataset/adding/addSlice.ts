/** Adding to the pictures that are open: what is given is looked at, its class asked for where nobody said it, and what came of it told. */
import type { Added, AddInto, AdditionFound, DatasetSource } from '../../../workers/protocol'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import type { DatasetSlice } from '../slice'
import type { Listing } from '../sources'
import { onlyTables } from '../tables/added'

export type Adding =
  | { readonly status: 'looking'; readonly files: number }
  /** Waits for the person to say where they belong. */
  | { readonly status: 'asking'; readonly found: AdditionFound }
  | { readonly status: 'adding'; readonly done: number; readonly of: number }

/** What has come of the last addition, said while nothing else was done. */
export type LastAdded = Omit<Added, 'dataset'> & { readonly version: number }

export interface AddSlice {
  readonly adding: Adding | null
  readonly lastAdded: LastAdded | null
  /**
   * Takes what was dropped or chosen: tables go beside the pictures, pictures are added, where nothing is open they are opened. Resolves with whether
   * anything came of it so far; failures are reported.
   *
   * @param into where they belong; asked for where it is not given
   */
  offerPictures(source: DatasetSource | Listing, into?: AddInto): Promise<boolean>
  /** Answers the question where they belong. */
  takeOffer(into: AddInto): Promise<boolean>
  /** Opens what was offered in place of what is open. */
  openOffer(): Promise<boolean>
  /** Ends whatever is under way; nothing is added. */
  dropOffer(): Promise<void>
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

export function createAddSlice({ set, get, client }: SliceContext<AddSlice & DatasetSlice & ProblemsSlice>): AddSlice {
  let attempt = 0
  let offered: DatasetSource | null = null

  /** Null where it failed, which is reported, or another was begun. */
  const attempted = async <T>(mine: number, work: () => Promise<T>): Promise<T | null> => {
    try {
      const done = await work()
      return mine === attempt ? done : null
    } catch (thrown) {
      if (mine !== attempt) return null
      set({ adding: null })
      if (!isAbort(thrown)) get().report(thrown)
      return null
    }
  }
  /** Progress comes by another way than answers, and may come after them. */
  const show = (mine: number, adding: Adding) => {
    if (mine === attempt && get().adding?.status === adding.status) set({ adding })
  }
  const add = async (mine: number, into: AddInto): Promise<boolean> => {
    set({ adding: { status: 'adding', done: 0, of: 0 } })
    const added = await attempted(mine, () => client.api.additions.add(into, (progress) => show(mine, { status: 'adding', ...progress })))
    if (!added) return false
    const { dataset, ...rest } = added
    offered = null
    if (added.pictures > 0) get().changedTo(dataset)
    set({ adding: null, lastAdded: { ...rest, version: get().datasetVersion } })
    return true
  }
  return {
    adding: null,
    lastAdded: null,
    async offerPictures(given, into) {
      if (!get().dataset) return get().openDataset(given)
      get().clearProblems()
      const mine = ++attempt
      set({ adding: { status: 'looking', files: 0 }, lastAdded: null })
      const listed = await attempted(mine, async () => {
        if (typeof given !== 'function') return given
        return given((files) => {
          if (mine !== attempt) throw new DOMException('another is added, or none', 'AbortError')
          show(mine, { status: 'looking', files })
        })
      })
      if (!listed) return false
      if (onlyTables(listed)) {
        set({ adding: null })
        return get().openDataset(listed)
      }
      offered = listed
      const found = await attempted(mine, () => client.api.additions.look(listed, ({ files }) => show(mine, { status: 'looking', files })))
      if (!found) return false
      if (into) return add(mine, into)
      set({ adding: { status: 'asking', found } })
      return true
    },
    takeOffer: (into) => add(attempt, into),
    async openOffer() {
      const source = offered
      await get().dropOffer()
      return source ? get().openDataset(source) : false
    },
    async dropOffer() {
      attempt++
      offered = null
      set({ adding: null })
      try {
        await client.api.additions.cancel()
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
