/** Adding to the pictures that are open: what is given is looked at, its class asked for where nobody said it, and what came of it told. */
import type { Added, AddInto, AdditionFound, DatasetSource, ReadAs } from '../../../workers/protocol'
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

/** What has come of the last addition, said while nothing else was done. `before`: of those that went before it while it waited, the first first. */
export type LastAdded = Omit<Added, 'dataset'> & { readonly version: number; readonly before: readonly LastAdded[] }

export interface AddSlice {
  readonly adding: Adding | null
  /** How many more were given meanwhile: they follow one after the other. */
  readonly addingNext: number
  readonly lastAdded: LastAdded | null
  /**
   * Takes what was dropped or chosen: tables go beside the pictures, pictures are added, where nothing is open they are opened. Resolves with whether
   * anything came of it so far; failures are reported. What is given while another is under way waits for its turn.
   *
   * @param into where they belong; asked for where it is not given, and where other pictures were opened while it waited
   * @param readAs what is known of how they are read
   */
  offerPictures(source: DatasetSource | Listing, into?: AddInto, readAs?: ReadAs): Promise<boolean>
  /** Answers the question where they belong. */
  takeOffer(into: AddInto): Promise<boolean>
  /** Opens what was offered in place of what is open. */
  openOffer(): Promise<boolean>
  /** Ends what is under way; nothing of it is added. What waits comes next. */
  dropOffer(): Promise<void>
  /** Begins with the next that waits; nothing while another is under way, or pictures are being opened. */
  addNext(): void
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

export function createAddSlice({ set, get, client }: SliceContext<AddSlice & DatasetSlice & ProblemsSlice>): AddSlice {
  let attempt = 0
  let offered: DatasetSource | null = null
  /** Whether one is under way, from when it is given until it is added, refused or dropped. */
  let isTaken = false
  const waiting: (() => void)[] = []

  const isFree = () => !isTaken && waiting.length === 0
  const myTurn = async () => {
    const turn = new Promise<void>((begin) => waiting.push(begin))
    set({ addingNext: waiting.length })
    await turn
  }
  const ended = (what: Partial<AddSlice> = {}) => {
    isTaken = false
    set({ adding: null, ...what })
    get().addNext()
  }
  /** Null where it failed, which is reported, or another was begun. */
  const attempted = async <T>(mine: number, work: () => Promise<T>): Promise<T | null> => {
    try {
      const done = await work()
      return mine === attempt ? done : null
    } catch (thrown) {
      if (mine !== attempt) return null
      if (!isAbort(thrown)) get().report(thrown)
      ended()
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
    const last = get().lastAdded
    const before = last?.version === get().datasetVersion ? [...last.before, last] : []
    if (added.pictures > 0 || (added.takenBack ?? 0) > 0) get().changedTo(dataset)
    ended({ lastAdded: { ...rest, version: get().datasetVersion, before } })
    return true
  }
  /** Resolves with the attempt that it is, once the trainer has let go of what was under way. */
  const stop = async (): Promise<number> => {
    const mine = ++attempt
    offered = null
    set({ adding: null })
    try {
      await client.api.additions.cancel()
    } catch (thrown) {
      get().report(thrown)
    }
    return mine
  }
  /** What waits comes once they are open. */
  const openInstead = (source: DatasetSource | Listing): Promise<boolean> => {
    const isOpen = get().openDataset(source)
    ended()
    return isOpen
  }
  return {
    adding: null,
    addingNext: 0,
    lastAdded: null,
    async offerPictures(given, into, readAs = {}) {
      const { dataset } = get()
      if (!dataset) return get().openDataset(given)
      get().clearProblems()
      if (isFree()) set({ lastAdded: null })
      else await myTurn()
      isTaken = true
      const now = get().dataset
      if (!now) return openInstead(given)
      const mine = ++attempt
      set({ adding: { status: 'looking', files: 0 } })
      const listed = await attempted(mine, async () => {
        if (typeof given !== 'function') return given
        return given((files) => {
          if (mine !== attempt) throw new DOMException('it was dropped', 'AbortError')
          show(mine, { status: 'looking', files })
        })
      })
      if (!listed) return false
      if (onlyTables(listed)) return openInstead(listed)
      offered = listed
      const found = await attempted(mine, () =>
        client.api.additions.look(listed, ({ files }) => show(mine, { status: 'looking', files }), readAs),
      )
      if (!found) return false
      if (into && now.additions.base === dataset.additions.base) return add(mine, into)
      set({ adding: { status: 'asking', found } })
      return true
    },
    takeOffer: (into) => add(attempt, into),
    async openOffer() {
      const source = offered
      await stop()
      if (source) return openInstead(source)
      ended()
      return false
    },
    async dropOffer() {
      // Pressed twice, the second ends it.
      if ((await stop()) === attempt) ended()
    },
    addNext() {
      if (isTaken || get().opening !== null) return
      const begin = waiting.shift()
      if (!begin) return
      isTaken = true
      set({ addingNext: waiting.length })
      begin()
    },
  }
}
