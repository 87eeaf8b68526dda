/** Looking after the dataset that is open: its health check and the person's edits, kept under its fingerprint between visits. */
import type { DBSchema } from 'idb'
import type { DatasetChanges, DatasetEdit, HealthProgress, HealthReport } from '../../protocol/dataset'
import { Problem, type ProblemData, problemOf } from '../../protocol/problem'
import { isQuota, storageFull } from '../../storage/browser'
import { Database } from '../../storage/database'
import type { Dataset, IndexOptions } from '../dataset/dataset'
import { addEdit, applyEdits, countEdits, type Edits, fitting, isEmpty, NO_EDITS, takeUp } from '../dataset/edits'
import type { DecodePool } from '../decode/pool'
import { reportOf } from './findings'
import { checkHealth, type Health } from './health'

/** What is kept between visits. */
export interface CareRecord {
  readonly edits: Edits
  readonly health: Health | null
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

export class DatasetCare {
  private record: CareRecord = { edits: NO_EDITS, health: null }
  private edited: Dataset
  /** Made anew where the record changes: every listing asks for it. */
  private lastReport: HealthReport | null = null
  /** Before each edit of this visit, the last one last. */
  private readonly before: CareRecord[] = []
  private writing: Promise<void> = Promise.resolve()
  /** Why the last change is not kept for the next visit. */
  private problem: ProblemData | null = null
  /** Nothing is written where what an earlier visit kept could not be read: it would be lost. */
  private unread = false
  /** Whether edits of the same pictures are kept that speak of classes which these do not have. */
  private hasOthers = false

  private constructor(
    private readonly base: Dataset,
    private readonly split: Pick<IndexOptions, 'seed' | 'valFraction'>,
    private readonly store: CareStore,
  ) {
    this.edited = base
  }

  /**
   * Takes up what an earlier visit left. Where nothing can be kept (private windows, storage full), the dataset is as it was indexed; edits that
   * fit no more are set aside and kept.
   *
   * @param base as `indexDataset` gave it
   */
  static async of(base: Dataset, split: Pick<IndexOptions, 'seed' | 'valFraction'>, store: CareStore): Promise<DatasetCare> {
    const care = new DatasetCare(base, split, store)
    try {
      const kept = await store.read(base.fingerprint)
      if (kept) care.takeUp(kept)
      else await care.takeUpOfPictures()
    } catch (error) {
      care.unread = true
      care.problem = problemOf(error)
    }
    return care
  }

  /** What was kept of the same pictures by another fingerprint, as before a table was with them: it stays there, for whoever opens them so again. */
  private async takeUpOfPictures(): Promise<void> {
    for (const fingerprint of this.base.pictures) {
      const kept = await this.store.read(fingerprint)
      if (!kept) continue
      const { fits, all } = fitting(kept.edits, this.base.classes)
      this.hasOthers = !all
      this.takeUp({ edits: fits, health: kept.health })
      return
    }
  }

  private takeUp(kept: CareRecord): void {
    // A record of an earlier version has no list of equal pictures.
    const fits = Array.isArray(kept.health?.same) && kept.health.groups.length === this.base.samples.length
    const health = fits ? kept.health : null
    // Edits of an earlier version know of no marks.
    const [now, before] = [kept.edits, kept.setAside].map((edits) => edits && { ...NO_EDITS, ...edits }) as [Edits, Edits | undefined]
    const edited = isEmpty(now) ? (before ?? now) : now
    const others = edited === before ? undefined : before
    const asItWas = { edits: NO_EDITS, setAside: edited }
    const ways: (() => CareRecord)[] = [
      () => ({ edits: takeUp(edited, this.base), health, ...(others ? { setAside: others } : {}) }),
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
      setAside: this.record.setAside !== undefined || this.hasOthers,
      problem: this.problem,
    }
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
    if (edit.kind === 'undo') {
      const before = this.before.at(-1)
      // Only what was taken back is off the list: where that fails, it can be tried again.
      if (before) await this.keep({ ...before, health: this.record.health }, () => this.before.pop())
      return this.edited
    }
    const { record } = this
    const { setAside: _, ...rest } = record
    const next = { ...(edit.kind === 'reset' ? rest : record), edits: addEdit(record.edits, this.base, edit) }
    await this.keep(next, () => this.before.push(record))
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
    this.writing = this.writing.then(() => this.write(record))
    await this.writing
  }

  private async write(record: CareRecord): Promise<void> {
    if (this.unread) return
    try {
      await this.store.write(this.base.fingerprint, record)
      this.problem = null
    } catch (error) {
      // The change holds for this visit.
      this.problem = problemOf(isQuota(error) ? await storageFull(0) : error)
    }
  }

  private apply(record: CareRecord): void {
    const edited = applyEdits(this.base, record.edits, { ...this.split, limit: 0 }, record.health?.groups)
    const report = record.health && reportOf(record.health, edited)
    this.edited = edited
    this.record = record
    this.lastReport = report
  }
}
