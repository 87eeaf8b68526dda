/** The runs kept on this machine, as the page asks for them. */
import * as v from 'valibot'
import { type ExportedFile, Problem, type RunChange, type RunRecord, type RunsApi } from '../../protocol'
import { changeShape } from '../../protocol/recordShape'
import { runsSpace } from './budget'
import { exportRun, importRun } from './bundle'
import { purgeRun, tidyRuns } from './keeper'
import { holdingRun } from './lock'
import { runRecords } from './records'

export class KeptRuns implements RunsApi {
  /** Met by the first call that needs the records. */
  readonly tidied = tidyRuns()

  constructor() {
    this.tidied.catch(() => {})
  }

  /** @throws Problem `checkpoint-unreadable` where there is no such run */
  async get(id: string): Promise<RunRecord> {
    await this.tidied
    const record = await runRecords.get(id)
    if (!record) throw new Problem('checkpoint-unreadable', { run: id })
    return record
  }
  async list(): Promise<RunRecord[]> {
    await this.tidied
    return (await runRecords.all()).filter((run) => !run.deletedAt)
  }
  async change(id: string, change: RunChange): Promise<void> {
    const { name, notes } = v.parse(changeShape, change)
    await runRecords.change(id, (run) => ({ ...run, name: name ?? run.name, notes: notes ?? run.notes }))
  }
  async delete(id: string): Promise<void> {
    const record = await this.get(id)
    await holdingRun(record, () => runRecords.change(id, (run) => ({ ...run, deletedAt: new Date().toISOString() })))
  }
  async restore(id: string): Promise<void> {
    await runRecords.change(id, (run) => ({ ...run, deletedAt: null }))
  }
  purge(id: string): Promise<void> {
    return purgeRun(id)
  }
  space(): Promise<{ bytes: number; budget: number }> {
    return runsSpace()
  }
  async export(id: string): Promise<ExportedFile> {
    const record = await this.get(id)
    return { name: `run-${record.number}.trainyard.zip`, blob: await exportRun(record) }
  }
  import(file: File): Promise<RunRecord> {
    return importRun(file)
  }
}
