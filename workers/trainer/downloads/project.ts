/** The PyTorch project of a run: its weights where they were last validated, its split, and the pictures where they lie nowhere else. */
import type { PyTorchProject } from '../../export/pytorch'
import { readCapturedName } from '../../protocol/captured'
import type { TrainedModel } from '../model/model'
import type { Pictures } from '../pictures/pictures'
import { continuationOf } from './continuation'
import { answeringOf, exportModel } from './downloadCheck'
import { isOpen } from './references'

/** Bytes of pictures that go into a project at most; of more than these only the list does. */
export const MOST_PICTURE_BYTES = 300e6

type OpenPictures = Pick<Pictures, 'isOpen' | 'dataset' | 'file'>

/** Whether the pictures are drawn or captured, so that they lie in no folder of the person's and go with the project. */
export function picturesGoWith(model: Pick<TrainedModel, 'record' | 'facts'>, pictures: Pick<Pictures, 'isOpen' | 'dataset'>): boolean {
  if (!isOpen(model, pictures)) return false
  const { layout } = pictures.dataset
  const { train, val } = model.record.split
  const isCaptured = (path: string) => readCapturedName(path.slice(path.lastIndexOf('/') + 1)) !== null
  return layout === 'drawn' || [...train, ...val].every(isCaptured)
}

/** Drawn and captured pictures by path; null where they lie in a folder of the person's, are not open, or are too many. */
export async function picturesToTake(
  model: Pick<TrainedModel, 'record' | 'facts'>,
  pictures: OpenPictures,
): Promise<ReadonlyMap<string, Blob> | null> {
  if (!picturesGoWith(model, pictures)) return null
  const { samples } = pictures.dataset
  const { train, val } = model.record.split
  const paths = [...train, ...val]
  const ids = new Map(samples.map(({ path, id }) => [path, id]))
  const taken = new Map<string, Blob>()
  let bytes = 0
  for (const path of paths) {
    const id = ids.get(path)
    if (id === undefined) return null
    const file = await pictures.file(id)
    bytes += file.size
    if (bytes > MOST_PICTURE_BYTES) return null
    taken.set(path, file)
  }
  return taken
}

/**
 * What the project is made of, with the weights that its losses were measured of.
 * @param pictures null: it is made without them
 * @throws Problem `cannot-decode` where a picture that belongs in it is gone
 */
export async function projectOf(model: TrainedModel, pictures: OpenPictures | null): Promise<PyTorchProject> {
  const { record, facts } = model
  const { params, ...going } = continuationOf(model)
  const { epoch, valLoss, valAccuracy } = going.start
  // Of these weights, which need not be the best epoch's.
  const metrics = { val_loss: valLoss, val_accuracy: valAccuracy, epoch }
  // What was decided is of the best epoch's weights: of later ones it says nothing.
  const answering = epoch === model.summary.bestEpoch ? answeringOf(model, false) : undefined
  const paths = [...record.split.train, ...record.split.val]
  const split: PyTorchProject['split'] = paths.map((path, i) => ({
    path,
    label: record.labels[i]!,
    split: i < record.split.train.length ? 'train' : 'val',
  }))
  return {
    ...going,
    model: { ...exportModel({ ...model, params, temperature: 1, facts: { ...facts, metrics } }), answering },
    config: model.config,
    split,
    pictures: pictures && (await picturesToTake(model, pictures)),
  }
}
