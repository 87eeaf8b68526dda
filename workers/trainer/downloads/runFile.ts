/** A kept run's model as the file that a person could download of it. */
import { toSafetensors } from '../../export/safetensors'
import { keptSummary, type RunRecord } from '../../protocol'
import type { TrainedModel } from '../model/model'
import { loadBest } from '../runs/keeper'
import { whyUnreadable } from '../runs/records'
import { modelOf } from '../runs/session'
import { exportModel } from './downloadCheck'

/** A kept run with its best weights, whose validation nobody has asked for. @throws Problem `checkpoint-unreadable`, `run-gone` */
export async function modelOfRun(record: RunRecord): Promise<TrainedModel> {
  const params = await loadBest(record)
  const summary = keptSummary(record)
  if (!params || !summary) throw await whyUnreadable(record)
  return modelOf(record, { params, summary, validation: null, last: null }, () => '')
}

/**
 * The safetensors file of a run's best weights, and what the run is called.
 * @throws Problem `checkpoint-unreadable`, `checkpoints-removed`
 */
export async function fileOfRun(record: RunRecord): Promise<{ readonly name: string; readonly bytes: ArrayBuffer }> {
  return { name: record.name, bytes: toSafetensors(exportModel(await modelOfRun(record))).buffer }
}
