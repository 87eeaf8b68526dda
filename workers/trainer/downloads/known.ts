/** What of a trained model goes into its files. */
import type { TrainedModel } from '../model/model'
import { runRecords } from '../runs/records'
import { answeringOf, exportModel } from './downloadCheck'

/** With the name that its run has by now. */
export async function namedNow(model: TrainedModel): Promise<TrainedModel> {
  // One that cannot be read keeps the name that it answers with.
  const now = await runRecords.get(model.record.id).catch(() => undefined)
  return now ? { ...model, record: { ...model.record, name: now.name } } : model
}

/** As the exporters take it. */
export const known = (model: TrainedModel) => ({
  model: exportModel(model),
  name: model.record.name,
  run: { config: model.config, device: model.device, classes: model.info.classes, summary: model.summary, answering: answeringOf(model) },
})
