/** What a model answered on the pictures that it was validated with, by the ids that those have among the pictures that are open. */
import type { Dataset } from '../../data/dataset/dataset'
import { samplesAt } from '../../data/dataset/identity'
import { samePictures } from '../../protocol'
import type { Validation } from '../fit/validate'
import type { TrainedModel } from '../model/model'

/** Answers on validation pictures, with the model that gave them. */
export type Judged = Validation & { readonly model: TrainedModel }

const made = new WeakMap<Dataset['samples'], { readonly of: Judged; readonly judged: Judged }>()

/**
 * The same answers with the ids that their pictures have in `open`, -1 for one that is not there; as they are where other pictures are open.
 * An id is a place among them: read another way, or with others left out, the same pictures have others.
 */
export function asOpen(judged: Judged, open: Dataset): Judged {
  const { model, ids } = judged
  if (!samePictures(model.record.dataset, open)) return judged
  const known = made.get(open.samples)
  // Other answers to the same pictures, as with a temperature, and whatever else was decided of a run since: each comes with a model of its own.
  if (known?.of.ids === ids && known.of.logits === judged.logits && known.of.model === model) return known.judged
  const paths = ids.map(model.pathOf)
  const now = samplesAt(open, paths).map((sample) => sample?.id ?? -1)
  const byId = new Map(now.map((id, i) => [id, paths[i]!]))
  const same = { ...judged, ids: now, model: { ...model, pathOf: (id: number) => byId.get(id) ?? '' } }
  made.set(open.samples, { of: judged, judged: same })
  return same
}
