/** Looking after the dataset that is open: its health check and the person's edits, kept under its fingerprint between visits. */
import type { DBSchema } from 'idb'
import type { DatasetChanges, DatasetEdit, DatasetSummary, HealthProgress, HealthReport } from '../../protocol/dataset'
import { Problem, type ProblemData, problemOf } from '../../protocol/problem'
import { isQuota, storageFull } from '../../storage/browser'
import { Database } from '../../storage/database'
import { type AddedPicture, type Batch, makeBatch, withAdded } from '../dataset/additions'
import { type AddedFiles, NO_FILES, OpenBatches } from '../dataset/batches'
import { type Dataset, type IndexOptions, summarize } from '../dataset/dataset'
import { addEdit, applyEdits, countEdits, type Edits, emptyClasses, fitting, isEmpty, NO_EDITS, takeUp } from '../dataset/edits'
import type { DecodePool } from '../decode/pool'
import type { SampleSource } from '../files/source'
import { reportOf } from './findings'
import { checkHealth, type Health, healthOf } from './health'

/** What is kept between visits. */
export interface CareRecord {
  readonly edits: Edits
  readonly health: Health | null
  /** What the person added, in order; none in what an earlier version kept. */
  readonly added?: readonly Batch[]
  /** Edits of an earlier visit that do not fit the dataset as it is read now (another layout, another share of validation): kept until they do. */
  readonly setAside?: Edits
}

/** Where it is kept; IndexedDB outside tests. */
export interface CareStore {
  read(fingerprint: string): Promise<CareRecord | undefined>
  write(fingerprint: string, record: CareRecord): Promise<void>
}

interface Schema extends DBSchema {
  care: { key: string; value: CareRecord }
}

/** The store in IndexedDB, database `trainyard-datasets`. */
export function indexedDbStore(): CareStore {
  const database = new Database<Schema>({
    name: 'trainyard-datasets',
    version: 1,
    upgrade: (db) => void db.createObjectStore('care'),
  })
  return {
    read: (fingerprint) => database.use((db) => db.get('care', fingerprint)),
    write: async (fingerprint, record) => {
      await database.use((db) => db.put('care', record, fingerprint))
    },
  }
}

/** Names of pictures that are gone, that the page is given. */
const LOST_EXAMPLES = 20

export class DatasetCare {
  private record: CareRecord = { edits: NO_EDITS, health: null }
  /** What was opened with what was added behind it, without the edits. */
  private base: Dataset
  private edited: Dataset
  /** Made anew where the record changes: every listing asks for it. */
  private lastReport: HealthReport | null = null
  /** Before each edit of this visit, the last one last, and after each that was undone, the one undone last last. */
  private readonly before: CareRecord[] = []
  private readonly after: CareRecord[] = []
  private readonly batches = new OpenBatches()
  private lost: readonly Batch[] = []
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
    const care = new DatasetCare(opened, split, store)
    try {
      const kept = await store.read(opened.fingerprint)
      if (kept) await care.takeUp(kept, files)
      else await care.takeUpOfPictures(files)
      await files.sweep(opened.fingerprint, kept?.added?.flatMap(({ file }) => file ?? []) ?? [])
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
      await this.takeUp({ edits: fits, health: kept.health }, files)
      return
    }
  }

  private async takeUp(kept: CareRecord, files: AddedFiles): Promise<void> {
    const { here, gone } = await this.batches.take(this.opened.fingerprint, kept.added ?? [], files)
    this.lost = gone
    const count = this.opened.samples.length
    const added = here.length > 0 ? { added: here } : {}
    this.base = withAdded(this.opened, this.batches.of(here))
    // A record of an earlier version has no list of equal pictures.
    const fits = Array.isArray(kept.health?.same) && kept.health.groups.length >= count
    const health =
      fits && kept.health ? healthOf(kept.health, gone.length > 0 ? count : this.base.samples.length, this.base.samples.length) : null
    // Edits of an earlier version know of no marks, and of no classes of the person's own.
    const [now, before] = [kept.edits, kept.setAside].map((edits) => edits && { ...NO_EDITS, ...edits }) as [Edits, Edits | undefined]
    const edited = isEmpty(now) ? (before ?? now) : now
    const others = edited === before ? undefined : before
    const asItWas = { edits: NO_EDITS, setAside: edited, ...added }
    const ways: (() => CareRecord)[] = [
      () => ({ edits: takeUp(edited, this.base), health, ...added, ...(others ? { setAside: others } : {}) }),
      () => ({ ...asItWas, health }),
      () => ({ ...asItWas, health: null }),
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
      canUndo: this.before.length > 0,
      canRedo: this.after.length > 0,
      setAside: this.record.setAside !== undefined || this.hasOthers,
      problem: this.problem,
    }
  }

  /** What the page is told. */
  get summary(): DatasetSummary {
    const names = this.lost.flatMap(({ pictures }) => pictures.map(({ path }) => path))
    return summarize(this.edited, this.changes, {
      emptyClasses: emptyClasses(this.record.edits, this.edited),
      lost: { pictures: names.length, examples: names.slice(0, LOST_EXAMPLES) },
    })
  }

  /**
   * Adds pictures behind those that are there; undone as any edit.
   *
   * @param file the private file that has them, null where none could be written
   * @param sources in their order
   * @throws Problem `one-class`, `class-too-small`; nothing has changed then
   */
  async add(pictures: readonly AddedPicture[], file: string | null, sources: readonly SampleSource[]): Promise<Batch> {
    const { record } = this
    const batch = await makeBatch(this.base.fingerprint, file, pictures)
    this.batches.add(batch, sources)
    await this.keep({ ...record, added: [...(record.added ?? []), batch] }, () => this.did(record))
    return batch
  }

  private did(before: CareRecord): void {
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
    const health = await checkHealth(this.edited, pool, onProgress, signal)
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
    const { record } = this
    const { setAside: _, ...rest } = record
    const next = { ...(edit.kind === 'reset' ? rest : record), edits: addEdit(record.edits, this.base, edit) }
    await this.keep(next, () => this.did(record))
    return this.edited
  }

  /** Goes to the last of `from`; nothing where there is none. */
  private async step(from: CareRecord[], back: CareRecord[]): Promise<Dataset> {
    const to = from.at(-1)
    if (!to) return this.edited
    const { record } = this
    // Only what was done is off the list: where that fails, it can be tried again.
    await this.keep({ ...to, health: record.health }, () => back.push(...(from.pop() ? [record] : [])))
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
      await this.store.write(this.opened.fingerprint, record)
      this.problem = null
    } catch (error) {
      // The change holds for this visit.
      this.problem = problemOf(isQuota(error) ? await storageFull(0) : error)
    }
  }

  private apply({ health: checked, ...rest }: CareRecord): void {
    const isSame = rest.added === this.record.added
    const base = isSame ? this.base : withAdded(this.opened, this.batches.of(rest.added ?? []))
    // What the check saw of pictures that are taken out again is not of those that come in their place.
    const health =
      checked && (isSame ? checked : healthOf(checked, Math.min(this.base.samples.length, base.samples.length), base.samples.length))
    const edited = applyEdits(base, rest.edits, { ...this.split, limit: 0 }, health?.groups)
    const report = health && reportOf(health, edited)
    this.base = base
    this.edited = edited
    this.record = { ...rest, health }
    this.lastReport = report
  }
}
