/** The features of the pictures that a run learned from and was validated with, as evaluation sees them. */
import { type Features, type Labelled, rowsOf } from '../../metrics/prototypes'
import { type AnswerProgress, Problem } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { FeatureStore } from '../features/features'
import { backboneOf, lookedAt } from '../labels/labelFeatures'
import type { TrainedModel } from '../model/model'
import { usedIds } from '../runs/recorded'

interface RunFeatures {
  readonly train: Labelled
  readonly val: Features
}

interface Looking {
  readonly current: Pick<CurrentModel, 'pictures' | 'predictor'>
  readonly store: FeatureStore
  readonly signal: AbortSignal
  /** Throws where the network cannot be asked any more. */
  readonly check: () => void
  readonly onProgress: (progress: AnswerProgress) => void
}

/** @throws Problem `no-dataset`, `other-dataset`, `classes-changed`, `decode-failures`, `device-lost`; whatever `check` throws, the signal's reason */
export async function runFeatures(model: TrainedModel, { current, store, signal, check, onProgress }: Looking): Promise<RunFeatures> {
  const { pictures, predictor } = current
  const { dataset } = pictures
  const used = usedIds(model.record, dataset)
  // In the order of the pictures that are open: whoever looks at the same ones finds what is kept.
  const ids = Uint32Array.from(used).sort()
  onProgress({ done: 0, of: ids.length })
  const set = await pictures.usingPool((pool) =>
    lookedAt({
      ...{ dataset, ids, network: model, backbone: backboneOf(model), predictor, pool, store, signal, check },
      onProgress: (done) => onProgress({ done, of: ids.length }),
    }),
  )
  const rowOf = new Map(Array.from(set.ids, (id, row) => [id, row]))
  const { split, labels } = model.record
  const found = used.flatMap((id, i) => {
    const row = rowOf.get(id)
    return row === undefined ? [] : [{ row, label: labels[i]!, isTraining: i < split.train.length }]
  })
  const { featureWidth: width } = model.spec
  const of = (part: typeof found) =>
    rowsOf(
      { values: set.features, width },
      part.map(({ row }) => row),
    )
  const [train, val] = [found.filter(({ isTraining }) => isTraining), found.filter(({ isTraining }) => !isTraining)]
  if (train.length === 0 || val.length === 0) throw new Problem('decode-failures', { failed: set.failed.length, of: ids.length })
  return { train: { ...of(train), labels: train.map(({ label }) => label) }, val: of(val) }
}
