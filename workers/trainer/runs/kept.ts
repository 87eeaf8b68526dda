/** The runs kept on this machine, as the page asks for them. */
import * as v from 'valibot'
import {
  type ChangedSince,
  type ExportedFile,
  fileNameOf,
  Problem,
  type RunChange,
  type RunRecord,
  type RunsApi,
  type RunsSpace,
} from '../../protocol'
import { changeShape } from '../../protocol/recordShape'
import type { Pictures } from '../pictures/pictures'
import { dropCheckpoints, runsSpace } from './budget'
import { exportRun, importRun } from './bundle'
import { purgeRun, tidyRuns } from './keeper'
import { holdingRun } from './lock'
import { runRecords } from './records'
import { changedSince } from './since'

export class KeptRuns implements RunsApi {
  /** Waited for by whoever needs the records. */
  readonly tidied = tidyRuns()

  /** @param pictures those that are open */
  constructor(private readonly pictures: Pick<Pictures, 'isOpen' | 'dataset'>) {}

  /**
   * A record, be it of a run that can still be brought back.
   * @throws Problem `run-gone`
   */
  async get(id: string): Promise<RunRecord> {
    await this.tidied
    const record = await runRecords.get(id)
    if (!record) throw new Problem('run-gone', { run: '' })
    return record
  }
  async list(): Promise<RunRecord[]> {
    await this.tidied
    return (await runRecords.allKnown()).record.filter((run) => !run.deletedAt)
  }
  async since(ids: readonly string[]): Promise<Record<string, ChangedSince>> {
    if (!this.pictures.isOpen) return {}
    const { dataset } = this.pictures
    const wanted = new Set(ids)
    const changes: Record<string, ChangedSince> = {}
    for (const run of await this.list()) {
      const changed = wanted.has(run.id) ? changedSince(run, dataset) : null
      if (!changed) continue
      changes[run.id] = changed
      // One among many pictures takes long enough: between two others have their turn.
      await new Promise((resolve) => setTimeout(resolve))
    }
    return changes
  }
  async change(id: string, change: RunChange): Promise<void> {
    const { name, notes } = v.parse(changeShape, change)
    const changed = await runRecords.change(id, (run) => ({ ...run, name: name ?? run.name, notes: notes ?? run.notes }))
    if (!changed) throw new Problem('run-gone', { run: name ?? '' })
  }
  async delete(id: string): Promise<void> {
    const record = await this.get(id)
    await holdingRun(record, () => runRecords.change(id, (run) => ({ ...run, deletedAt: new Date().toISOString() })))
  }
  async restore(id: string): Promise<void> {
    const back = await runRecords.change(id, (run) => ({ ...run, deletedAt: null }))
    if (!back) throw new Problem('run-gone', { run: '' })
  }
  async dropCheckpoints(id: string): Promise<void> {
    await holdingRun(await this.get(id), () => dropCheckpoints(id))
  }
  purge(id: string): Promise<void> {
    return purgeRun(id)
  }
  space(): Promise<RunsSpace> {
    return runsSpace()
  }
  async export(id: string): Promise<ExportedFile> {
    const record = await this.get(id)
    return { name: fileNameOf({ dataset: record.dataset.name, run: record.name }, 'run.trainyard.zip'), blob: await exportRun(record) }
  }
  import(file: File): Promise<RunRecord> {
    return importRun(file)
  }
}
