/** A kept run's model as the file that a person could download of it. */
import { toSafetensors } from '../../export/safetensors'
import { keptSummary, type RunRecord } from '../../protocol'
import { loadBest } from '../runs/keeper'
import { whyUnreadable } from '../runs/records'
import { modelOf } from '../runs/session'
import { exportModel } from './downloadCheck'

/**
 * The safetensors file of a run's best weights, and what the run is called.
 * @throws Problem `checkpoint-unreadable`, `checkpoints-removed`
 */
export async function fileOfRun(record: RunRecord): Promise<{ readonly name: string; readonly bytes: ArrayBuffer }> {
  const params = await loadBest(record)
  const summary = keptSummary(record)
  if (!params || !summary) throw await whyUnreadable(record)
  const model = modelOf(record, { params, summary, validation: null, last: null }, () => '')
  return { name: record.name, bytes: toSafetensors(exportModel(model)).buffer }
}
