/** Looking after the dataset that is open: its health check and the person's edits, kept under its fingerprint between visits. */
import type { DatasetChanges, DatasetEdit, DatasetSummary, HealthProgress, HealthReport } from '../../protocol/dataset'
import { Problem, type ProblemData, problemOf } from '../../protocol/problem'
import { isQuota, storageFull } from '../../storage/browser'
import { type AddedPicture, type Batch, makeBatch, withAdded } from '../dataset/additions'
import { type AddedFiles, KnownBatches, NO_FILES, OpenBatches } from '../dataset/batches'
import type { Dataset, IndexOptions } from '../dataset/dataset'
import {
  addEdit,
  applyEdits,
  changedBetween,
  countEdits,
  type Edits,
  emptyClasses,
  firstNameOf,
  fitting,
  isEmpty,
  NO_EDITS,
  takenBack,
  takeUp,
  withEditsOf,
} from '../dataset/edits'
import { hex } from '../dataset/fingerprint'
import { addedPath, ownPaths } from '../dataset/identity'
import { summarize } from '../dataset/summary'
import type { DecodePool } from '../decode/pool'
import type { SampleSource } from '../files/source'
import { reportOf } from './findings'
import { checkHealth, type Health, healthOf } from './health'
import { batchesOf, type CareRecord, type CareStore } from './record'

/** Names of pictures that are gone, that the page is given. */
const LOST_EXAMPLES = 20

export class DatasetCare {
  private record: CareRecord = { edits: NO_EDITS, health: null }
  private lastChanged = 0
  /** What was opened with what was added behind it, without the edits. */
  private base: Dataset
  private edited: Dataset
  /** Made anew where the record changes: every listing asks for it. */
  private lastReport: HealthReport | null = null
  /** Before each edit of this visit, the last one last, and after each that was undone, the one undone last last. */
  private readonly before: CareRecord[] = []
  private readonly after: CareRecord[] = []
  private readonly batches = new OpenBatches()
  private readonly known = new KnownBatches()
  /** Batches whose pictures could not be read when these were opened, and may be on the next visit. */
  private unreachable: ReadonlyMap<Batch, unknown> = new Map()
  private writing: Promise<void> = Promise.resolve()
  /** Why the last change is not kept for the next visit. */
  private problem: ProblemData | null = null
  /** Nothing is written where what an earlier visit kept could not be read: it would be lost. */
  private unread = false
  /** Whether edits of the same pictures are kept that speak of classes which these do not have. */
  private hasOthers = false

  private constructor(
    private readonly opened: Dataset,
    private readonly split: Pick<IndexOptions, 'seed' | 'valFraction'>,
    private readonly store: CareStore,
    /** SHA-256 (hex) over the paths of what was opened. */
    private readonly paths: string,
  ) {
    this.base = opened
    this.edited = opened
  }

  /**
   * Takes up what an earlier visit left. Where nothing can be kept (private windows, storage full), the dataset is as it was indexed; edits that
   * fit no more are set aside and kept.
   *
   * @param opened as `indexDataset` gave it
   */
  static async of(
    opened: Dataset,
    split: Pick<IndexOptions, 'seed' | 'valFraction'>,
    store: CareStore,
    files: AddedFiles = NO_FILES,
  ): Promise<DatasetCare> {
    const paths = await hex(new TextEncoder().encode(ownPaths(opened).join('\n')))
    const care = new DatasetCare(opened, split, store, paths)
    const read = () => store.read(opened.fingerprint)
    try {
      const kept = await read()
      if (kept) await care.takeUp(kept, files)
      else await care.takeUpOfPictures(files)
      await files.sweep(opened.fingerprint, async () => {
        const now = await read()
        return now ? batchesOf(now).flatMap(({ file }) => file ?? []) : []
      })
    } catch (error) {
      care.unread = true
      care.problem = problemOf(error)
    }
    return care
  }

  /**
   * What was kept of the same pictures by another fingerprint, as before a table was with them: it stays there, and what was added to them, for whoever
   * opens them so again.
   */
  private async takeUpOfPictures(files: AddedFiles): Promise<void> {
    for (const fingerprint of this.opened.pictures) {
      const kept = await this.store.read(fingerprint)
      if (!kept) continue
      const { fits, all } = fitting(kept.edits, this.opened.classes)
      this.hasOthers = !all || (kept.added?.length ?? 0) > 0
      await this.takeUp({ edits: fits, health: this.healthIn(kept) }, files)
      return
    }
  }

  /** The check of a record, where it is of these pictures. Earlier versions did not say of which it is: then there must be as many. */
  private healthIn({ health, added = [] }: CareRecord): Health | null {
    // A record of an earlier version has no list of equal pictures.
    if (!health || !Array.isArray(health.same)) return null
    if (health.of) return health.of.opened === this.paths ? health : null
    const count = this.opened.samples.length + sizeOf(added)
    return health.groups.length === count ? { ...health, of: { opened: this.paths, batches: added.map(({ id }) => id) } } : null
  }

  private async takeUp(found: CareRecord, files: AddedFiles): Promise<void> {
    this.known.add(...batchesOf(found))
    const isUnchanged = isEmpty({ ...NO_EDITS, ...found.edits }) && !found.added?.length
    const { whole, ...own } = found
    const kept = whole && isUnchanged ? whole : own
    const rest = whole && !isUnchanged ? { whole } : {}
    const { all, unread } = await this.batches.take(this.opened.fingerprint, kept.added ?? [], files)
    this.unreachable = unread
    const added = { ...rest, ...(all.length > 0 ? { added: all } : {}) }
    const health = this.healthIn(kept)
    // Edits of an earlier version know of no marks, and of no classes of the person's own.
    const [now, before] = [kept.edits, kept.setAside].map((edits) => edits && { ...NO_EDITS, ...edits }) as [Edits, Edits | undefined]
    const edited = isEmpty(now) ? (before ?? now) : now
    const others = edited === before ? undefined : before
    const asItWas = { edits: NO_EDITS, setAside: edited, ...added }
    const ways: (() => CareRecord)[] = [
      () => {
        const base = withAdded(this.opened, this.batches.of(all))
        return { edits: takeUp(edited, base), health, ...added, ...(others ? { setAside: others } : {}) }
      },
      () => ({ ...asItWas, health }),
      () => ({ ...asItWas, health: null }),
      // What was opened holds by itself.
      () => ({ edits: NO_EDITS, health: null, whole: whole && !isUnchanged ? found : kept }),
    ]
    for (const way of ways) {
      try {
        this.apply(way())
        return
      } catch (error) {
        if (!(error instanceof Problem)) console.warn('what was kept of these pictures cannot be applied', error)
      }
    }
  }

  /** With the edits, and equal pictures in one split where the check found them. */
  get dataset(): Dataset {
    return this.edited
  }

  /** Of the last check, as things are now. */
  get report(): HealthReport | null {
    return this.lastReport
  }

  get changes(): DatasetChanges {
    return {
      ...countEdits(this.base, this.record.edits),
      last: this.lastChanged,
      canUndo: this.before.length > 0,
      canRedo: this.after.length > 0,
      setAside: this.record.setAside !== undefined || this.record.whole !== undefined || this.hasOthers,
      problem: this.problem ?? this.unreached,
    }
  }

  /** Why added pictures of an earlier visit could not be read. */
  private get unreached(): ProblemData | null {
    const still = (this.record.added ?? []).find((batch) => this.unreachable.has(batch))
    return still ? problemOf(this.unreachable.get(still)) : null
  }

  /** Whether the last change is there on the next visit. */
  get isKept(): boolean {
    return this.problem === null
  }

  /** Whether a batch is gone for good, or until it is added again. */
  private isLost(batch: Batch): boolean {
    return !this.batches.isOpen(batch) && !this.unreachable.has(batch)
  }

  /** What the page is told. */
  get summary(): DatasetSummary {
    const { added = [] } = this.record
    const here = contentsOf(this.batches.of(added).list)
    const names = added
      .filter((batch) => this.isLost(batch))
      .flatMap(({ pictures }) => pictures.flatMap(({ path, sha256 }) => (here.has(sha256) ? [] : path)))
    return summarize(this.edited, this.changes, {
      emptyClasses: emptyClasses(this.record.edits, this.edited),
      lost: { pictures: names.length, examples: names.slice(0, LOST_EXAMPLES) },
    })
  }

  /**
   * Adds pictures behind those that are there; undone as any edit.
   *
   * @param pictures with their classes as they are called now
   * @param file the private file that has them, null where none could be written
   * @param sources in their order
   * @param back pictures that are there and were left out, each with the class as it is called now that it is taken back into
   * @returns null where there are no pictures to add
   * @throws Problem `one-class`, `class-too-small`; nothing has changed then
   */
  async add(
    pictures: readonly AddedPicture[],
    file: string | null,
    sources: readonly SampleSource[],
    back: readonly { readonly path: string; readonly className: string }[] = [],
  ): Promise<Batch | null> {
    const { record, batch } = await this.made(file, pictures)
    const { added = [] } = record
    const ids = new Map(this.base.samples.map(({ id, path }) => [path, id]))
    const there = back.flatMap(({ path, className }) => {
      const id = ids.get(path)
      return id === undefined ? [] : [{ id, className }]
    })
    const edits = takenBack(record.edits, this.base, there)
    if (!batch) {
      await this.keep({ ...record, edits }, () => this.did(record))
      return null
    }
    this.known.add(batch)
    this.batches.add(batch, sources)
    // What was gone is there again.
    const here = contentsOf([...this.batches.of(added).list, batch])
    const before = added.find(({ id }) => id === batch.id)
    const others = added.filter((one) => this.batches.isOpen(one) || !one.pictures.every(({ sha256 }) => here.has(sha256)))
    const labels = pictures.flatMap(({ path, className }, i) => {
      const isAsBefore = before?.pictures[i]?.className === className
      const isSo = className === null || isAsBefore || firstNameOf(this.base, record.edits, className) !== null
      return isSo ? [] : [[addedPath(batch.id, path), className] as const]
    })
    const next = { ...edits, labels: { ...edits.labels, ...Object.fromEntries(labels) } }
    await this.keep({ ...record, edits: next, added: [...others, batch] }, () => this.did(record))
    return batch
  }

  /** A batch by the names that classes had first, with the record that it is to go to: an edit made meanwhile holds. */
  private async made(file: string | null, pictures: readonly AddedPicture[]): Promise<{ record: CareRecord; batch: Batch | null }> {
    for (;;) {
      const { record, base } = this
      if (pictures.length === 0) return { record, batch: null }
      const first = (name: string | null) => (name === null ? null : (firstNameOf(base, record.edits, name) ?? name))
      const named = pictures.map((picture) => ({ ...picture, className: first(picture.className) }))
      const batch = await makeBatch(base.fingerprint, file, named)
      if (record === this.record) return { record, batch }
    }
  }

  private did(before: CareRecord): void {
    this.lastChanged = 0
    this.before.push(before)
    this.after.length = 0
  }

  /**
   * Checks, keeps the result and splits anew so that equal pictures stay together.
   *
   * @throws the signal's reason when aborted
   */
  async check(
    pool: Pick<DecodePool, 'inspect'>,
    onProgress: (progress: HealthProgress) => void,
    signal: AbortSignal,
  ): Promise<HealthReport> {
    const batches = this.batches.of(this.record.added ?? []).list.map(({ id }) => id)
    const seen = await checkHealth(this.edited, pool, onProgress, signal)
    // Of pictures that were taken out or put in meanwhile it says nothing.
    const health = { ...seen, of: { opened: this.paths, batches } }
    await this.keep({ ...this.record, health })
    return this.lastReport ?? reportOf(health, this.edited)
  }

  /**
   * Applies one change; where it cannot be, nothing changes.
   *
   * @throws Problem `one-class`, `class-too-small`
   */
  async edit(edit: DatasetEdit): Promise<Dataset> {
    if (edit.kind === 'undo') return this.step(this.before, this.after)
    if (edit.kind === 'redo') return this.step(this.after, this.before)
    const { record, edited } = this
    const next = { ...(edit.kind === 'reset' ? this.withoutOthers(record) : record), edits: addEdit(record.edits, this.base, edit) }
    await this.keep(next, () => {
      this.did(record)
      this.lastChanged = changedBetween(edited, this.edited)
    })
    return this.edited
  }

  /** Without what waits for other pictures, or for pictures that are gone. */
  private withoutOthers({ setAside: _, whole: __, added, ...rest }: CareRecord): CareRecord {
    const here = added?.filter((batch) => !this.isLost(batch)) ?? []
    return { ...rest, ...(added && here.length > 0 ? { added: here.length < added.length ? here : added } : {}) }
  }

  /** Goes to the last of `from`; nothing where there is none. */
  private async step(from: CareRecord[], back: CareRecord[]): Promise<Dataset> {
    const to = from.at(-1)
    if (!to) return this.edited
    const { record } = this
    // Only what was done is off the list: where that fails, it can be tried again.
    await this.keep({ ...to, health: record.health }, () => {
      back.push(...(from.pop() ? [record] : []))
      this.lastChanged = 0
    })
    return this.edited
  }

  /**
   * @param applied called once the record holds, before it is written
   * @throws what it cannot be applied for; nothing has changed then
   */
  private async keep(record: CareRecord, applied: () => unknown = () => {}): Promise<void> {
    this.apply(record)
    applied()
    // One after another: a write that was slow must not end on top of a later one.
    const applying = this.record
    this.writing = this.writing.then(() => this.write(applying))
    await this.writing
  }

  private async write(record: CareRecord): Promise<void> {
    if (this.unread) return
    try {
      await this.store.update(this.opened.fingerprint, (kept) => this.beside(record, kept))
      this.problem = null
    } catch (error) {
      // The change holds for this visit.
      this.problem = problemOf(isQuota(error) ? await storageFull(0) : error)
    }
  }

  /** The record, with what another tab has added meanwhile and did to it. */
  private beside(record: CareRecord, kept: CareRecord | undefined): CareRecord {
    const { added = [] } = record
    const mine = new Set(this.batches.of(added).list.map(({ id }) => id))
    const theirs = this.known.others(kept?.added ?? []).filter(({ id }) => !mine.has(id))
    if (!kept || theirs.length === 0) return record
    const again = new Set(theirs.map(({ id }) => id))
    const edits = withEditsOf(record.edits, { ...NO_EDITS, ...kept.edits }, theirs)
    return { ...record, edits, added: [...added.filter(({ id }) => !again.has(id)), ...theirs] }
  }

  private apply({ health: checked, ...rest }: CareRecord): void {
    const open = this.batches.of(rest.added ?? [])
    const base = rest.added === this.record.added ? this.base : withAdded(this.opened, open)
    const health = checked && this.healthOn(checked, open.list, base.samples.length)
    const edited = applyEdits(base, rest.edits, { ...this.split, limit: 0 }, health?.groups)
    const report = health && reportOf(health, edited)
    this.base = base
    this.edited = edited
    this.record = { ...rest, health }
    this.lastReport = report
  }

  /** What a check saw of the pictures that are there: not of those that came in the place of others. */
  private healthOn(health: Health, open: readonly Batch[], count: number): Health {
    const { batches = [] } = health.of ?? {}
    const end = open.findIndex(({ id }, i) => id !== batches[i])
    const shared = end < 0 ? open : open.slice(0, end)
    if (shared.length === batches.length && health.groups.length === count) return health
    const of = { opened: this.paths, batches: shared.map(({ id }) => id) }
    return { ...healthOf(health, this.opened.samples.length + sizeOf(shared), count), of }
  }
}

/** Pictures of batches. */
const sizeOf = (batches: readonly Batch[]): number => batches.reduce((sum, { pictures }) => sum + pictures.length, 0)

/** What is in batches, by SHA-256. */
const contentsOf = (batches: readonly Batch[]): ReadonlySet<string> =>
  new Set(batches.flatMap(({ pictures }) => pictures.map(({ sha256 }) => sha256)))
